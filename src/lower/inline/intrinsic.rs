//! Functions that the compiler knows: calls of them become instructions (spec 20, section 16).

/// Whether calls of `path.name` are intrinsic on amd64. Methods never are.
pub fn is_intrinsic(path: &str, name: &str) -> bool {
    match path {
        "runtime" => matches!(name, "slicebytetostringtmp" | "KeepAlive" | "getg"),
        "runtime/internal/math" => name == "MulUintptr",
        "runtime/internal/sys" => {
            matches!(name, "Ctz32" | "Ctz64" | "Bswap32" | "Bswap64")
        }
        "math" => matches!(name, "Sqrt" | "Floor" | "Ceil" | "Trunc" | "RoundToEven"),
        "math/bits" => MATH_BITS.contains(&name),
        "sync/atomic" => is_sync_atomic(name),
        "math/big" => matches!(name, "mulWW" | "divWW"),
        _ => false,
    }
}

const MATH_BITS: &[&str] = &[
    "Add",
    "Add64",
    "Div",
    "Div64",
    "Len",
    "Len16",
    "Len32",
    "Len64",
    "Len8",
    "Mul",
    "Mul64",
    "OnesCount",
    "OnesCount16",
    "OnesCount32",
    "OnesCount64",
    "ReverseBytes32",
    "ReverseBytes64",
    "RotateLeft",
    "RotateLeft16",
    "RotateLeft32",
    "RotateLeft64",
    "RotateLeft8",
    "Sub",
    "Sub64",
    "TrailingZeros16",
    "TrailingZeros32",
    "TrailingZeros64",
    "TrailingZeros8",
];

/// Loads, stores, swaps, adds and compare-and-swaps of numbers; loads of pointers (their stores
/// need a write barrier, so they are ordinary calls).
fn is_sync_atomic(name: &str) -> bool {
    let number = |rest: &str| matches!(rest, "Int32" | "Int64" | "Uint32" | "Uint64" | "Uintptr");
    if let Some(rest) = name.strip_prefix("Load") {
        return number(rest) || rest == "Pointer";
    }
    ["Store", "Swap", "CompareAndSwap", "Add"]
        .iter()
        .any(|op| name.strip_prefix(op).is_some_and(number))
}

//! Turns `src/ssa/ops/*.ops` into `op_table.rs`: the `Op` enum in table order and one row of facts
//! for each op. The format of a row is described at the head of each table.

use std::collections::HashMap;
use std::fmt::Write;
use std::{env, fs, path::Path};

use super::rules::OpFacts;

const REGS: [&str; 33] = [
    "AX", "CX", "DX", "BX", "SP", "BP", "SI", "DI", "R8", "R9", "R10", "R11", "R12", "R13", "R14",
    "R15", "X0", "X1", "X2", "X3", "X4", "X5", "X6", "X7", "X8", "X9", "X10", "X11", "X12", "X13",
    "X14", "X15", "SB",
];

/// General registers without SP (BP is left out by the allocator, which keeps the frame pointer).
const GP: u64 = 0xffef;
const FP: u64 = 0xffff_0000;

/// Registers of a class expression such as `gp`, `gpspsb` or `AX|CX`.
fn mask(expr: &str) -> u64 {
    expr.split('|')
        .map(|name| match name {
            "gp" => GP,
            "gpsp" => GP | 1 << 4,
            "gpspsb" => GP | 1 << 4 | 1 << 32,
            "fp" => FP,
            "all" => GP | FP,
            "none" => 0,
            _ => {
                1 << REGS
                    .iter()
                    .position(|r| *r == name)
                    .unwrap_or_else(|| panic!("register {name}"))
            }
        })
        .fold(0, |a, b| a | b)
}

fn masks(list: &str) -> String {
    let items: Vec<String> =
        list.split(',').filter(|s| !s.is_empty()).map(|e| format!("{:#x}", mask(e))).collect();
    format!("&[{}]", items.join(", "))
}

/// Writes the table; returns what the rule compiler needs to know of each op.
pub fn generate() -> HashMap<String, OpFacts> {
    let mut facts = HashMap::new();
    let mut names = vec!["Invalid".to_owned()];
    let mut rows = vec![
        "OpInfo { name: \"Invalid\", args: 0, aux: AuxKind::None, flags: OpFlags::empty(), \
         sym: SymEffect::None, ins: &[], outs: &[], clobbers: 0, asm: \"\", scale: 0, machine: false, typ: \"\" }"
            .to_owned(),
    ];
    for (file, machine) in [("amd64", true), ("generic", false)] {
        let path = format!("src/ssa/ops/{file}.ops");
        println!("cargo:rerun-if-changed={path}");
        let text = fs::read_to_string(&path).expect(&path);
        for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
            let cols: Vec<&str> = line.split_whitespace().collect();
            let [name, args, aux, flags, keys @ ..] = &cols[..] else { panic!("{path}: {line}") };
            let aux = match *aux {
                "-" => "None",
                "bool" => "Bool",
                "i8" => "Int8",
                "i16" => "Int16",
                "i32" => "Int32",
                "i64" => "Int64",
                "i128" => "Int128",
                "f32" => "Float32",
                "f64" => "Float64",
                "str" => "String",
                "sym" => "Sym",
                "symoff" => "SymOff",
                "vo" | "symvo" => "SymValOff",
                "typ" => "Type",
                "typsize" => "TypeSize",
                other => panic!("{path}: aux kind {other}"),
            };
            let commutative = flags.split(',').any(|f| f == "comm");
            let faults = flags.split(',').any(|f| f.starts_with("fault"));
            let flags: Vec<String> = flags
                .split(',')
                .filter(|f| *f != "-")
                .map(|f| format!("OpFlags::{}.bits()", f.to_uppercase()))
                .collect();
            let flags = if flags.is_empty() { "0".to_owned() } else { flags.join(" | ") };
            let key = |k: &str| {
                keys.iter().find_map(|kv| kv.strip_prefix(k)?.strip_prefix('=')).unwrap_or("")
            };
            let sym = match key("sym") {
                "" | "N" => "None",
                "R" => "Read",
                "W" => "Write",
                "RW" => "ReadWrite",
                "A" => "Addr",
                other => panic!("{path}: sym={other}"),
            };
            let clob =
                if key("clob").is_empty() { 0 } else { mask(&key("clob").replace(',', "|")) };
            rows.push(format!(
                "OpInfo {{ name: {name:?}, args: {args}, aux: AuxKind::{aux}, \
                 flags: OpFlags::from_bits_retain({flags}), sym: SymEffect::{sym}, ins: {}, outs: {}, \
                 clobbers: {clob:#x}, asm: {:?}, scale: {}, machine: {machine}, typ: {:?} }}",
                masks(key("in")),
                masks(key("out")),
                key("asm"),
                if key("scale").is_empty() { "0" } else { key("scale") },
                key("typ"),
            ));
            let typ = key("typ").to_owned();
            facts.insert((*name).to_owned(), OpFacts { commutative, faults, typ });
            names.push((*name).to_owned());
        }
    }
    let mut out = String::from(
        "/// The ops, in the order that cse sorts them by.\n\
         #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]\n#[repr(u16)]\n\
         #[allow(non_camel_case_types, clippy::upper_case_acronyms)]\npub enum Op {\n",
    );
    for name in &names {
        writeln!(out, "    {name},").unwrap();
    }
    writeln!(out, "}}\n\npub static OP_INFO: [OpInfo; {}] = [", rows.len()).unwrap();
    for row in &rows {
        writeln!(out, "    {row},").unwrap();
    }
    out.push_str("];\n\npub(crate) const ALL_OPS: &[Op] = &[\n");
    for name in &names {
        writeln!(out, "    Op::{name},").unwrap();
    }
    out.push_str("];\n");
    let dir = env::var("OUT_DIR").expect("set by cargo");
    fs::write(Path::new(&dir).join("op_table.rs"), out).expect("OUT_DIR is writable");
    facts
}

//! The ops of the typed tree and the parts of a node each uses.
//!
//! `L`, `R` are `left` and `right`; `list`, `rlist`, `body` the lists; `aux` the payload. Marked
//! [checker] are ops that the checker makes, [order]/[walk] those that only appear from there on.
//!
//! # What the checker leaves
//!
//! - A use of a name is the variable's shared `Name` node; `Paren` and `Wrapped` do not remain.
//!   A captured variable's uses in a literal are the `Name` node of the literal's own view (class
//!   `AutoHeap`, `CLOSURE_VAR`, `outer` set). A constant is a `Literal`, whatever it was written as.
//! - Operands of arithmetic have identical types. Operands of `Eq`/`Ne` may be an interface and
//!   a concrete value (no conversion is put in, walk compares them). The count of a shift has any
//!   integer type. A comparison's `ty` is a boolean type (never untyped).
//! - `Index` of a pointer to array has an implicit `Deref` as L; slicing an array an implicit
//!   `Addr`. Bounds of slicing: list of 2 or 3, absent ones `Nil`. `Nil` and the method's
//!   `Name` in R of `DotMeth` are no nodes of the source: they count for nothing (inliner's cost).
//! - Method calls: `CallMeth` of `DotMeth` (R: the method's `Name`), L being the receiver with
//!   implicit `Addr`, `Deref`, `Dot`, `DotPtr` put in. Method expressions `T.M` are `Name` nodes of
//!   class `Func` (for promoted or interface methods, wrappers that nobody has declared: no `func`).
//! - `f(g())` with several results, and `return g()`: the call's (the return's) `init` holds
//!   `u1, ..., un = g()` as `As2Func` (with the `Dcl`s in its own `init`), arguments are u1..un.
//!   Same for `append`, `complex`, `copy`, `delete`.
//! - Variadic calls keep their arguments as written, each converted to the element type; DOTS tells
//!   `f(xs...)`.
//! - `x := e`: `As` with COLAS whose `init` holds the `Dcl`s of the new variables; `Range` likewise.
//!   `var x T = e`: `Dcl` then `As` (R absent without `= e`). `SelRecv` keeps the `init`.
//! - Comma-ok forms and `As2Func` have no conversions: order makes them.
//! - Nested blocks are flattened into the enclosing list, empty statements dropped (an empty block
//!   is `Empty`). A labelled statement is `Label` followed by the statement; `For`, `Range`,
//!   `Switch`, `Select` have the label in aux Name, `Label`, `Goto`, `Break`, `Continue` the name.
//! - Of a map or channel made without size, L is a literal 0 (IMPLICIT); of a slice made without
//!   capacity R is absent. `New` has L a `Type` node. Slice literals count one node more for their length.
//! - Elements of literals stand in the order written. Struct literals of both forms hold
//!   `StructKey`s. `ArrayLit`/`SliceLit` elements with a key are `Key`, others bare.
//! - Clause variables of a type switch: `rlist[0]` of the `Case`; their `defn` is the `TypeSwitch`
//!   node, whose L (the guard variable, in no list) is what an unused variable is reported for.
//!   A clause's expressions are `Type` nodes, or a nil `Literal`.
//!
//! # What walk leaves (the input of SSA construction, spec 20)
//!
//! Every node may have an `init` list that runs before it. Statements left: `As`, `As2DotType`,
//! `As2Func` (of intrinsics only), calls, `Go`, `Defer`, `If`, `For`, `ForUntil`, `Switch`,
//! `Select`, `Return`, `Goto`, `Label`, `Break`, `Continue`, `Block`, `Empty` (init only), `Dcl`,
//! `DclConst`, `DclType`, `TailCall`, `CheckNil`, `VarDef`, `VarKill`, `VarLive`, `InlMark`.
//!
//! - **Calls**. L: a `Name` of class `Func` (direct), any other func value, `DotMeth` without
//!   operand (R: the method's `Name`), or `DotInter` (L: the interface). `list`: assignments of
//!   argument temporaries (`As` nodes), run first, in order. `rlist`: the arguments in order,
//!   simple, one for each parameter; for `CallMeth` the receiver comes first; for `CallInter` the
//!   receiver is not in the list (it is the data word of the interface). The type of L is the
//!   signature: `DotMeth` has `recv` set, `DotInter` has not (receiver word at 0, parameters from
//!   8). `ty` of the call: the result, or `Results`. A call of several results is a statement; the
//!   assignments after it read `Result` nodes.
//! - **Runtime calls** are `CallFunc` of a `Name` of class `Func`, package `RUNTIME`, whose type
//!   has the types of this call in place of generic ones.
//! - **Type and itab words** are `Addr` (type `*uint8`) of a `Name` of class `Extern` whose link
//!   name is `type.T` or `go.itab.T,I`.
//! - `IfaceMake`, `ITab`, `IData`, `SlicePtr`, `SliceHeader`, `FuncPtr`, `Len`, `Cap`, `Real`,
//!   `Imag`, `Complex`, the arithmetic ops (not `AndNot`), `AndAnd`/`OrOr`/`Not`, `Conv`,
//!   `ConvNop`, `BytesToStrTmp`, `StrToBytesTmp`, slicing, `Index`, `Dot`, `DotPtr`, `Deref`,
//!   `Addr`, `Literal`, `GetG`, `ClosureVar` are left as they are described below.
//! - `DotType`, `DotType2`: R the type word of the target; `list[0]` the itab word, if the target is
//!   concrete and the operand has methods. For `DotType`, R of that word is the type word of the
//!   operand's static type (for the panic). `As2DotType`: list of two targets (autotmps or blank),
//!   rlist[0] the `DotType2`.
//! - `Append` (only as R of `As`): L the element's type word; list[0] the slice, then the values,
//!   all simple.
//! - `New`: L the type word of the element (`newobject`; size 0: `runtime.zerobase`).
//! - `StructLit`, `ArrayLit` with an empty list: the zero value. Other literals do not remain.
//! - A `Name` of class `Func` as an operand is its function value (`F·f`).
//! - `Return`: list of `As` into the results (empty: nothing to assign). `rlist` unused.
//! - `Switch`, `Select`: only `body`, which ends in `break`; falling off its end is unreachable.
//! - `If`: flags `LIKELY`, `UNLIKELY`. `For`: L (or absent), R post statement (or absent), `body`.
//!   `ForUntil`: `list` the late increment. Loop and break labels: aux Name on `For`, `ForUntil`,
//!   `Switch`, `Select` is the label it carries; on `Break`, `Continue` the label they name.
//! - `Defer`: L the call; `esc == Esc::Never`: the record goes in the frame (`deferprocStack`).
//! - `Name`, `NameOffset`, and `Literal`s whose `orig` is a `SourceName` push no position
//!   ([`Tree::sets_pos`](super::Tree::sets_pos)).
//! - `As`: R absent zeroes L. `VarDef`, `VarKill`, `VarLive`: L a `Name`.
//! - `.fp` is a variable of class `Param` at offset 0 that no declaration list holds.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Op {
    // -- leaves ------------------------------------------------------------------------------
    /// A variable or function name. aux: Var.
    Name,
    /// A constant. aux: Const. `orig` is the source form where it is not the bare value: the
    /// folded expression, the named constant (a `SourceName`), the untyped literal whose type came
    /// from the context. Without `orig` and `FROM_UNTYPED` a typed constant prints as `T(v)`.
    Literal,
    /// A name as written, possibly qualified; only behind `orig`, for messages. aux: Name.
    SourceName,
    /// A type used as an operand (`make`'s first argument, type switch cases). ty: the type.
    Type,
    /// A name written with its own position around a shared `Name` node: L. [checker]
    Wrapped,
    /// `.` of a closure: reads a captured variable at an offset of the closure object. aux: Int.
    ClosureVar,
    /// A result of the call just made: aux Int, its byte offset in the argument area. [walk]
    Result,
    /// The current goroutine. [walk]
    GetG,
    /// Part of package variable L (a `Name`), typed `ty`: aux Int, its byte offset. Made by static
    /// initialisation; a leaf like the name (its address is `Addr` and `OffPtr` in the entry block).
    NameOffset,

    // -- arithmetic: L op R ---------------------------------------------------------------------
    Add,
    Sub,
    Or,
    Xor,
    Mul,
    Div,
    Mod,
    Shl,
    Shr,
    And,
    AndNot,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    AndAnd,
    OrOr,
    /// String concatenation: list of operands.
    AddStr,
    /// `complex(L, R)`
    Complex,

    // -- unary: op L --------------------------------------------------------------------------
    Plus,
    Neg,
    Not,
    Com,
    /// `&L`
    Addr,
    /// `*L`
    Deref,
    /// `<-L`
    Recv,
    Paren,

    // -- selections ---------------------------------------------------------------------------
    /// `L.f`, L a struct value. aux: Field.
    Dot,
    /// `L.f`, L a pointer to struct. aux: Field.
    DotPtr,
    /// `L.M` of a concrete method, only as the callee of `CallMeth`. L already adjusted (`&x`, `*x`,
    /// embedded fields); R: the method's `Name` node (class Func).
    DotMeth,
    /// `L.M` of an interface method. aux: Method (index into the interface's methods).
    DotInter,
    /// Method value `L.M` (not called). R: the `-fm` wrapper's Name node after the checker made it.
    CallPart,
    /// `L[R]` of string, array, slice (pointer to array is dereferenced implicitly).
    Index,
    /// `L[R]` of a map. MARK-free; `aux Int(1)` when assigned to.
    IndexMap,
    /// `L[list[0]:list[1]]` (absent bounds are `None`, stored as `Nil` nodes) by operand kind:
    /// slice, pointer to array, string.
    Slice,
    SliceArr,
    SliceStr,
    /// 3-index forms: list of three.
    Slice3,
    Slice3Arr,
    /// `L.(T)`; T is `ty`. After walk R: the type word of T; list[0]: the itab word of (T, type of
    /// L) if T is concrete and L has methods.
    DotType,
    /// Same with a second, boolean result.
    DotType2,

    // -- conversions of L to `ty` -----------------------------------------------------------------
    /// Changes representation (numeric).
    Conv,
    /// Same representation.
    ConvNop,
    /// To an interface type.
    ConvIface,
    /// string([]byte), string([]rune), []byte(string), []rune(string), string(rune)
    BytesToStr,
    RunesToStr,
    StrToBytes,
    StrToRunes,
    RuneToStr,
    /// Without a copy. [order]
    BytesToStrTmp,
    StrToBytesTmp,

    // -- calls ----------------------------------------------------------------------------------
    /// Callee L, arguments list; `ty` is the result type (`Results` if not one). By kind of callee:
    /// function or func value, method, interface. After walk `list` holds the assignments of
    /// argument temporaries and `rlist` the arguments.
    CallFunc,
    CallMeth,
    CallInter,
    /// An expanded call: init, `body` statements, `rlist` result names. Only while the inliner runs.
    /// It leaves, by place: a `Block` (statement); `ConvNop` of the first result's `Name`, whose `init`
    /// is the expansion (expression); for several results the
    /// list of their names, the first wrapped like that (`As2Func` becomes `As2`). The expansion:
    /// `Dcl`s, `As`, one `As2` for the arguments, zeroing `As`, `InlMark`, the body, in which
    /// `return` is a `Goto` with an `As2` as init, and the end `Label`. [inline]
    InlinedCall,
    /// Builtins. Operand L, or list. `Append`: list[0] the slice; DOTS if the last argument is
    /// spread. After walk L is the element's type word.
    Append,
    Cap,
    Close,
    /// `copy(L, R)`
    Copy,
    /// `delete(list[0], list[1])`
    Delete,
    Len,
    /// `make`: size operands L, R.
    MakeChan,
    MakeMap,
    MakeSlice,
    /// `new(ty.elem)`: L a `Type` node. After walk L is the type word.
    New,
    Panic,
    Print,
    Println,
    Recover,
    Real,
    Imag,
    /// A func literal. aux: Func. list: captured values once closure conversion ran.
    Closure,

    // -- composite literals: list of elements, `ty` the type; IMPLICIT: the type is not written ----------------------------------------
    /// Elements in index order or `Key` nodes (L: constant index). R absent; aux Int(length) for
    /// slices.
    ArrayLit,
    SliceLit,
    /// list of `Key` nodes.
    MapLit,
    /// list of `StructKey` nodes in the order written.
    StructLit,
    /// `&T{...}`: L the literal.
    PtrLit,
    /// `L: R`
    Key,
    /// Field `aux Field`: L the value.
    StructKey,
    /// The implicit slice of variadic arguments (`ty`: `[]E`): R of a call without DOTS. Escape
    /// analysis makes it; it only holds what was decided for the slice: esc, TRANSIENT.
    DotsArg,

    // -- parts of run-time values [walk] --------------------------------------------------------
    /// Interface made of type/itab word L and data word R.
    IfaceMake,
    /// Type or itab word of interface L.
    ITab,
    /// Data word of interface L.
    IData,
    /// Pointer of slice or string L.
    SlicePtr,
    /// Slice made of pointer L, and list of length and capacity.
    SliceHeader,
    /// Code pointer (uintptr) of function name L: the address of the text symbol.
    FuncPtr,

    // -- statements -------------------------------------------------------------------------------
    /// `L = R`; R absent: zero L. COLAS if it declares: then `init` holds the `Dcl`s of the new
    /// variables (for `var x T = e` the `Dcl` is a statement of its own before this one).
    As,
    /// `L aux= R`; IMPLICIT for `L++` and `L--`.
    AsOp,
    /// `list = rlist`
    As2,
    /// `list = f()`: rlist has the call.
    As2Func,
    /// `list = <-c`, `m[k]`, `x.(T)`: rlist has the operand.
    As2Recv,
    As2MapR,
    As2DotType,
    /// Declares variable L (a Name).
    Dcl,
    /// Local constant or type: nothing to do, counts for inlining.
    DclConst,
    DclType,
    /// `list`: the statements, after `init`. Made for calls that were expanded as statements.
    Block,
    Break,
    Continue,
    Goto,
    /// aux: Name.
    Label,
    Fallthrough,
    Empty,
    /// One clause: list of case expressions, body; rlist: the type-switch variable's Name.
    Case,
    /// `for init; L; R { body }`
    For,
    /// Range loops whose pointer must not pass the end: condition after the body, `list`: late
    /// increment. [walk]
    ForUntil,
    /// `for list = range R { body }`
    Range,
    /// `if L { body } else { rlist }`
    If,
    /// list of `Case` (list: the communication statement or empty). After walk: `body` only.
    Select,
    /// `switch L`: list of `Case`. L absent: true. L a `TypeSwitch`: type switch. After walk: `body`
    /// only.
    Switch,
    /// Guard `L := R.(type)` (L: Name node or absent).
    TypeSwitch,
    /// list of operands; after walk list of `As` into the results.
    Return,
    /// Call L.
    Go,
    Defer,
    /// `L <- R`
    Send,
    /// `case L = <-c` of a select: L target (or absent), R the `Recv` node, list[0]: ok target.
    /// COLAS and `init` as on the assignment it was. [checker]
    SelRecv,
    SelRecv2,
    /// Jump to another function at the end of a wrapper. aux: Var (class Func).
    TailCall,
    /// Expression L for its effect, e.g. a receive. Calls stand in statement lists as they are.
    ExprStmt,
    /// Nil check of pointer L. [walk]
    CheckNil,
    VarDef,
    VarKill,
    VarLive,
    /// Start of an expanded call. aux: Int (inline tree index).
    InlMark,
    /// An absent operand in a list (slice bounds).
    Nil,
}

impl Op {
    /// Comparison operators.
    pub fn is_comparison(self) -> bool {
        (Op::Eq..=Op::Ge).contains(&self)
    }

    /// Calls of functions, methods and interface methods (not builtins).
    pub fn is_call(self) -> bool {
        matches!(self, Op::CallFunc | Op::CallMeth | Op::CallInter)
    }
}

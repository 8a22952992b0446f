//! The ops of the typed tree and the parts of a node each uses.
//!
//! `L`, `R` are `left` and `right`; `list`, `rlist`, `body` the lists; `aux` the payload. Marked
//! [checker] are ops that the checker makes, [order]/[walk] those that only appear from there on.

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Op {
    // -- leaves ------------------------------------------------------------------------------
    /// A variable or function name. aux: Var.
    Name,
    /// A constant. aux: Const.
    Literal,
    /// A type used as an operand (`make`'s first argument, type switch cases). ty: the type.
    Type,
    /// A name written with its own position around a shared `Name` node: L. [checker]
    Wrapped,
    /// `.` of a closure: reads a captured variable at an offset of the closure object. aux: Int.
    ClosureVar,
    /// Result `aux Int` (byte offset in the argument area) of the call just made. [walk]
    Result,
    /// The current goroutine. [walk]
    GetG,

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
    /// `L.(T)`; T is `ty`. R: itab or type word once order/walk provides it.
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
    /// Callee L, arguments list; `ty` is the result type (`Results` if not one). `rlist`: argument
    /// list as stored after walk. By kind of callee: function or func value, method, interface.
    CallFunc,
    CallMeth,
    CallInter,
    /// An expanded call: init, `body` statements, `rlist` result names. [inline]
    InlinedCall,
    /// Builtins. Operand L, or list.
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
    /// `new(ty.elem)`
    New,
    Panic,
    Print,
    Println,
    Recover,
    Real,
    Imag,
    /// A func literal. aux: Func. list: captured values once closure conversion ran.
    Closure,

    // -- composite literals: list of elements, `ty` the type ---------------------------------------
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
    /// The implicit slice of variadic arguments: list. [checker]
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
    /// Code pointer of function name L.
    FuncPtr,

    // -- statements -------------------------------------------------------------------------------
    /// `L = R`; R absent: zero L. COLAS if it declares.
    As,
    /// `L aux= R`
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
    /// list of `Case` (list: the communication statement or empty).
    Select,
    /// `switch L`: list of `Case`. L absent: true. L a `TypeSwitch`: type switch.
    Switch,
    /// Guard `L := R.(type)` (L: Name node or absent).
    TypeSwitch,
    Return,
    /// Call L.
    Go,
    Defer,
    /// `L <- R`
    Send,
    /// `case L = <-R` of a select: L target (or absent), list[0]: ok target. [checker]
    SelRecv,
    SelRecv2,
    /// Jump to another function at the end of a wrapper. aux: Var (class Func).
    TailCall,
    /// Expression L for its effect, e.g. a receive.
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

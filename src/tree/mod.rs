//! The typed tree: what the checker produces and the tree passes rewrite until only simple
//! statements are left, from which SSA is built.
//!
//! One arena holds the nodes of a package. A node has the same shape whatever its [`Op`]: two
//! operands, four lists, one payload; [`op`] says which parts an op uses. Names are entities of
//! their own ([`Var`]); every use of a name is the *same* node, which therefore has the position
//! of the declaration (spec 10, section 2.1).

pub mod fmt;
pub mod konst;
pub mod op;
pub mod print;

pub use konst::Const;
pub use op::Op;

use smallvec::SmallVec;

use crate::index::{PackedOption, PrimaryMap, entity_impl};
use crate::intern::Name;
use crate::source::Pos;
use crate::syntax::ast::Pragma;
use crate::types::{PkgId, TypeId};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);
entity_impl!(NodeId, "n");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VarId(u32);
entity_impl!(VarId, "var");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FuncId(u32);
entity_impl!(FuncId, "fn");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConstId(u32);
entity_impl!(ConstId, "const");

/// A list of nodes in the tree's pool: an immutable slice of it. Lists are replaced, not edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct NodeList {
    start: u32,
    len: u32,
}

impl NodeList {
    pub fn new() -> NodeList {
        NodeList::default()
    }

    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    pub fn len(self) -> usize {
        self.len as usize
    }
}

/// What escape analysis decided for a node or a variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Esc {
    #[default]
    Unknown,
    Heap,
    None,
    /// Never escapes and needs no analysis (compiler-made).
    Never,
}

bitflags::bitflags! {
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    pub struct NodeFlags: u32 {
        /// Made by the compiler where nothing was written (implicit `&`, `*`, conversion, dots).
        const IMPLICIT = 1;
        /// Evaluating the node may call, fault or otherwise needs ordering (spec 12, section 3).
        const HAS_CALL = 1 << 1;
        /// No bounds or nil check is needed.
        const BOUNDED = 1 << 2;
        const NON_NIL = 1 << 3;
        /// The value lives no longer than the statement: backing store may be an order temporary.
        const TRANSIENT = 1 << 4;
        /// `:=`, or the declaration's own assignment.
        const COLAS = 1 << 5;
        /// The call or function-literal has `...` after its last argument.
        const DOTS = 1 << 6;
        /// An `if` that goes to its body more often than not.
        const LIKELY = 1 << 7;
        const UNLIKELY = 1 << 8;
        /// Already walked or otherwise finished: do not visit again.
        const WALKED = 1 << 9;
        /// A name was written here with its own position (a wrapped use).
        const WRAPPED = 1 << 10;
        /// The expression is not to be inlined (call operand of `go` or `defer`).
        const NO_INLINE = 1 << 11;
        /// Operands need not be evaluated again: the conversion or literal is static.
        const STATIC = 1 << 12;
        /// Parenthesised in the source.
        const PAREN = 1 << 13;
        /// An untyped operand took this type from its context.
        const FROM_UNTYPED = 1 << 14;
        /// The store needs no write barrier / is known to hit fresh memory.
        const NO_WRITE_BARRIER = 1 << 15;
        const DIAGNOSED = 1 << 16;
        /// Reserved for the pass that runs (cleared by its user).
        const MARK = 1 << 17;
    }
}

/// The payload of a node, by op.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Aux {
    #[default]
    None,
    Var(VarId),
    Const(ConstId),
    Func(FuncId),
    /// A label, a selector's or key's name.
    Name(Name),
    /// Operator of an `op=` statement.
    Op(Op),
    /// A field selection: index into the struct's fields, byte offset in the struct.
    Field {
        index: u32,
        offset: i32,
    },
    /// A method selection: index into the interface's methods, or into the defined type's.
    Method {
        index: u32,
    },
    /// An offset or count: result slot, inline mark index, ...
    Int(i64),
}

/// A node. Which parts an op uses is said in [`Op`].
#[derive(Clone, Copy, Debug)]
pub struct Node {
    pub op: Op,
    pub esc: Esc,
    pub flags: NodeFlags,
    pub pos: Pos,
    /// `TypeId::INVALID` for statements and before checking.
    pub ty: TypeId,
    pub left: PackedOption<NodeId>,
    pub right: PackedOption<NodeId>,
    /// Statements that run before the node.
    pub init: NodeList,
    pub list: NodeList,
    pub rlist: NodeList,
    pub body: NodeList,
    pub aux: Aux,
    /// The source form, for messages, where folding or lowering replaced it.
    pub orig: PackedOption<NodeId>,
    /// Backing store that `order` reserved (spec 12, section 4, "Reserve").
    pub prealloc: PackedOption<VarId>,
}

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Package-level variable, or a data symbol such as `type.T`.
    Extern,
    /// Local or temporary in the frame.
    Auto,
    /// Local that escape analysis moved to the heap; `heap_addr` is the local that points to it.
    AutoHeap,
    Param,
    Result,
    /// A function's name.
    Func,
}

bitflags::bitflags! {
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    pub struct VarFlags: u32 {
        const ADDR_TAKEN = 1;
        /// Assigned after its declaration.
        const ASSIGNED = 1 << 1;
        const CAPTURED = 1 << 2;
        /// A closure's view of an outer variable (`outer` is set).
        const CLOSURE_VAR = 1 << 3;
        /// The closure holds the value, not the address.
        const BY_VALUE = 1 << 4;
        const USED = 1 << 5;
        /// Compiler temporary (`.autotmp_N`).
        const AUTO_TEMP = 1 << 6;
        const READ_ONLY = 1 << 7;
        /// Must be zeroed at entry (liveness).
        const NEED_ZERO = 1 << 8;
        /// `order` keeps the variable alive until the statement's end.
        const KEEP_ALIVE = 1 << 9;
        /// Expanded-call variable: a parameter or a local of the callee.
        const INL_FORMAL = 1 << 10;
        const INL_LOCAL = 1 << 11;
        /// Named in the source (not `~r0`).
        const NAMED = 1 << 12;
        /// Must not get a stack slot of its own / is not SSA-able whatever its type.
        const NOT_SSA = 1 << 13;
        /// The `...T` parameter.
        const VARIADIC = 1 << 14;
        const DIAGNOSED = 1 << 15;
        /// Declared by a range clause or a `:=` in a loop header.
        const LOOP_VAR = 1 << 16;
        /// Initialised by static data alone.
        const STATIC_INIT = 1 << 17;
        const MARK = 1 << 18;
    }
}

/// A named thing with storage, or a function's name.
#[derive(Clone, Debug)]
pub struct Var {
    pub name: Name,
    pub pkg: PkgId,
    pub ty: TypeId,
    pub class: Class,
    pub flags: VarFlags,
    pub esc: Esc,
    /// Position of the declaration.
    pub pos: Pos,
    /// The one node that stands for every use.
    pub node: NodeId,
    /// The function that declares it (`None` at package level).
    pub owner: Option<FuncId>,
    /// For class `Func`: the function, if it is declared here or its body was imported.
    pub func: Option<FuncId>,
    /// The statement or expression that defines it (`x := ...`, func literal).
    pub defn: Option<NodeId>,
    /// For a closure's view: the variable of the directly enclosing function.
    pub outer: Option<VarId>,
    /// For `AutoHeap`: the local `&x`.
    pub heap_addr: Option<VarId>,
    /// For `AutoHeap` parameters and results: the slot in the argument area.
    pub stack_copy: Option<VarId>,
    /// Class `Param`, `Result`: byte offset in the argument area.
    pub offset: i64,
    /// Link name, for class `Extern` and `Func`: with package prefix (`"".x`, `fmt.Println`).
    pub link_name: Name,
    /// Depth of loops at the declaration (capture analysis).
    pub depth: i32,
    /// Parameter tag of escape analysis (spec 11, section 15), as an encoded word.
    pub esc_tag: u32,
}

/// The body kept for expanding calls (spec 11, section 2.3).
#[derive(Clone, Debug, Default)]
pub struct InlineBody {
    pub cost: i32,
    /// Receiver, parameters, results, mentioned locals, in declaration order.
    pub dcl: Vec<VarId>,
    pub body: NodeList,
}

bitflags::bitflags! {
    #[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
    pub struct FuncFlags: u32 {
        const HAS_DEFER = 1;
        /// Reads the closure context (DX).
        const NEED_CTXT = 1 << 1;
        const WRAPPER = 1 << 2;
        const DUPOK = 1 << 3;
        const REFLECT_METHOD = 1 << 4;
        const NIL_CHECK_DISABLED = 1 << 5;
        const NO_FRAME_POINTER = 1 << 6;
        /// A func literal that is called where it stands (no closure object).
        const CALLED_DIRECTLY = 1 << 7;
        /// Type checking reported errors in the body.
        const BROKEN = 1 << 8;
        const HAS_CLOSURE_VARS = 1 << 9;
        /// A `defer` outside loops was found (its record goes on the stack).
        const STACK_DEFER = 1 << 10;
        const RECURSIVE = 1 << 11;
        /// The package's `init` made of variable initialisers: not inlined, not analysed.
        const PACKAGE_INIT = 1 << 12;
        /// Body comes from an imported package; only for expansion.
        const IMPORTED = 1 << 13;
        /// The inliner has judged the function.
        const INLINE_CHECKED = 1 << 14;
        /// Imported, and expanded at least once.
        const EXPANDED = 1 << 15;
        /// Escape analysis has tagged the parameters.
        const TAGGED = 1 << 16;
    }
}

/// A lexical scope mark, for DWARF (spec 33, section 8.4).
#[derive(Clone, Copy, Debug)]
pub struct ScopeMark {
    pub pos: Pos,
    pub scope: u32,
}

/// A function with or without body.
#[derive(Clone, Debug)]
pub struct Func {
    /// Source name: `f`, `T.M`, `(*T).M`, `f.func1`.
    pub name: Name,
    /// Link name: `"".f`, `"".(*T).M`.
    pub link_name: Name,
    /// The variable of class `Func` that names it (none for literals before closure conversion).
    pub var: Option<VarId>,
    /// Function type; the receiver, if any, is in `recv`.
    pub ty: TypeId,
    pub pos: Pos,
    /// The closing brace.
    pub end_pos: Pos,
    pub pragma: Pragma,
    pub flags: FuncFlags,
    pub recv: Option<VarId>,
    /// One for each parameter; `None` for unnamed ones.
    pub params: Vec<Option<VarId>>,
    /// Positions of the parameters as declared (of the type, if unnamed).
    pub param_pos: Vec<Pos>,
    pub results: Vec<VarId>,
    /// The declaration list: its length numbers temporaries (spec 12, section 2.1). Local
    /// constants, types and literals count too, hence `Decl`.
    pub dcl: Vec<Decl>,
    pub has_body: bool,
    pub body: NodeList,
    /// Entry statements: result zeroing, heap copies, closure loads.
    pub enter: NodeList,
    /// Exit statements: heap results copied back.
    pub exit: NodeList,
    /// For literals: the enclosing function (`None` at package level) and the literal's node.
    pub outer: Option<FuncId>,
    pub closure_node: Option<NodeId>,
    /// Captured variables (this function's views), in order of first reference.
    pub captures: Vec<VarId>,
    /// Package-level variables and functions that the body (with its literals) mentions, in order
    /// of first mention: what initialisation order is made of (spec 12, section 22.1).
    pub refs: Vec<VarId>,
    /// For imported bodies: itabs that come into being when the body is first expanded
    /// (spec 10, section 12).
    pub early_itabs: Vec<(TypeId, TypeId)>,
    /// Number of literals declared directly in this function (for naming them).
    pub n_closures: u32,
    pub inline: Option<Box<InlineBody>>,
    /// Labels made so far (`.s1`, `.i1`).
    pub n_labels: u32,
    /// Parent of each scope, by number - 1; and where scopes begin and end.
    pub scope_parents: Vec<u32>,
    pub scope_marks: Vec<ScopeMark>,
}

/// An entry of a declaration list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decl {
    Var(VarId),
    /// A local constant or type: takes a number, holds nothing.
    Counted(Name, TypeId),
    /// A function: a literal, or what `go` or `defer` of a builtin calls.
    Func,
}

impl Decl {
    pub fn var(self) -> Option<VarId> {
        match self {
            Decl::Var(v) => Some(v),
            Decl::Counted(..) | Decl::Func => None,
        }
    }
}

/// The arena.
#[derive(Default)]
pub struct Tree {
    pub nodes: PrimaryMap<NodeId, Node>,
    pub vars: PrimaryMap<VarId, Var>,
    pub funcs: PrimaryMap<FuncId, Func>,
    pub consts: PrimaryMap<ConstId, Const>,
    pool: Vec<NodeId>,
    blank: Option<NodeId>,
}

impl Tree {
    pub fn new() -> Tree {
        Tree::default()
    }

    /// A node without operands.
    pub fn node(&mut self, op: Op, pos: Pos, ty: TypeId) -> NodeId {
        self.nodes.push(Node {
            op,
            esc: Esc::Unknown,
            flags: NodeFlags::empty(),
            pos,
            ty,
            left: None.into(),
            right: None.into(),
            init: NodeList::new(),
            list: NodeList::new(),
            rlist: NodeList::new(),
            body: NodeList::new(),
            aux: Aux::None,
            orig: None.into(),
            prealloc: None.into(),
        })
    }

    pub fn unary(&mut self, op: Op, pos: Pos, ty: TypeId, left: NodeId) -> NodeId {
        let n = self.node(op, pos, ty);
        self.nodes[n].left = left.into();
        n
    }

    pub fn binary(&mut self, op: Op, pos: Pos, ty: TypeId, l: NodeId, r: NodeId) -> NodeId {
        let n = self.unary(op, pos, ty, l);
        self.nodes[n].right = r.into();
        n
    }

    /// A shallow copy: same operands and lists.
    pub fn copy(&mut self, n: NodeId) -> NodeId {
        let node = self.nodes[n];
        self.nodes.push(node)
    }

    /// A literal.
    pub fn lit(&mut self, pos: Pos, ty: TypeId, value: Const) -> NodeId {
        let c = self.consts.push(value);
        let n = self.node(Op::Literal, pos, ty);
        self.nodes[n].aux = Aux::Const(c);
        n
    }

    /// A list made of `items`.
    pub fn list(&mut self, items: &[NodeId]) -> NodeList {
        let start = self.pool.len() as u32;
        self.pool.extend_from_slice(items);
        NodeList { start, len: items.len() as u32 }
    }

    /// The items of a list.
    pub fn items(&self, list: NodeList) -> &[NodeId] {
        &self.pool[list.start as usize..(list.start + list.len) as usize]
    }

    /// The items of a list, copied out, for loops that edit the tree.
    pub fn to_vec(&self, list: NodeList) -> SmallVec<[NodeId; 8]> {
        self.items(list).into()
    }

    /// `list` followed by `more`.
    pub fn concat(&mut self, list: NodeList, more: &[NodeId]) -> NodeList {
        if more.is_empty() {
            return list;
        }
        if (list.start + list.len) as usize == self.pool.len() {
            self.pool.extend_from_slice(more);
            return NodeList { start: list.start, len: list.len + more.len() as u32 };
        }
        let mut items = self.to_vec(list);
        items.extend_from_slice(more);
        self.list(&items)
    }

    pub fn left(&self, n: NodeId) -> Option<NodeId> {
        self.nodes[n].left.expand()
    }

    pub fn right(&self, n: NodeId) -> Option<NodeId> {
        self.nodes[n].right.expand()
    }

    pub fn op(&self, n: NodeId) -> Op {
        self.nodes[n].op
    }

    pub fn ty(&self, n: NodeId) -> TypeId {
        self.nodes[n].ty
    }

    /// Whether the node has a position of its own: names and named constants share their
    /// declaration's, and leave the current position alone (spec 10, section 2.1).
    pub fn sets_pos(&self, n: NodeId) -> bool {
        let node = &self.nodes[n];
        match node.op {
            Op::Name | Op::NameOffset => false,
            Op::Literal | Op::Type => {
                let named = node.orig.expand().is_some_and(|o| self.op(o) == Op::SourceName);
                !named && node.pos.is_known()
            }
            _ => node.pos.is_known(),
        }
    }

    /// The variable of a `Name` node.
    pub fn var_of(&self, n: NodeId) -> Option<VarId> {
        match self.nodes[n].aux {
            Aux::Var(v) if self.nodes[n].op == Op::Name => Some(v),
            _ => None,
        }
    }

    /// The value of a `Literal` node.
    pub fn const_of(&self, n: NodeId) -> Option<&Const> {
        match self.nodes[n].aux {
            Aux::Const(c) if self.nodes[n].op == Op::Literal => Some(&self.consts[c]),
            _ => None,
        }
    }

    /// A new variable with its node. Not entered in any declaration list.
    pub fn new_var(&mut self, name: Name, pkg: PkgId, class: Class, ty: TypeId, pos: Pos) -> VarId {
        let node = self.node(Op::Name, pos, ty);
        let var = self.vars.push(Var {
            name,
            pkg,
            ty,
            class,
            flags: VarFlags::empty(),
            esc: Esc::Unknown,
            pos,
            node,
            owner: None,
            func: None,
            defn: None,
            outer: None,
            heap_addr: None,
            stack_copy: None,
            offset: 0,
            link_name: name,
            depth: 0,
            esc_tag: 0,
        });
        self.nodes[node].aux = Aux::Var(var);
        var
    }

    /// The blank identifier as an assignment's target: one node for all.
    pub fn blank(&mut self) -> NodeId {
        if let Some(node) = self.blank {
            return node;
        }
        let class = Class::Auto;
        let var = self.new_var("_".into(), PkgId::BUILTIN, class, TypeId::BLANK, Pos::NONE);
        let node = self.vars[var].node;
        self.blank = Some(node);
        node
    }

    /// Whether `n` names the blank identifier.
    pub fn is_blank(&self, n: NodeId) -> bool {
        self.var_of(n).is_some_and(|v| self.vars[v].name.as_str() == "_")
    }

    /// Whether a literal stands for a named constant: it then has no position of its own.
    pub fn is_named_const(&self, n: NodeId) -> bool {
        let n = &self.nodes[n];
        n.op == Op::Literal && n.orig.expand().is_some_and(|o| self.nodes[o].op == Op::SourceName)
    }

    /// A compiler temporary, entered in `func`'s declaration list; its number is the list's length
    /// (spec 12, section 2.1).
    pub fn new_temp(&mut self, func: FuncId, ty: TypeId, pos: Pos) -> VarId {
        let name = Name::new(&format!(".autotmp_{}", self.funcs[func].dcl.len()));
        let var = self.new_var(name, PkgId::LOCAL, Class::Auto, ty, pos);
        let v = &mut self.vars[var];
        v.flags = VarFlags::AUTO_TEMP | VarFlags::USED;
        v.esc = Esc::Never;
        v.owner = Some(func);
        self.funcs[func].dcl.push(Decl::Var(var));
        var
    }

    /// A function without body yet.
    pub fn new_func(&mut self, name: Name, link_name: Name, ty: TypeId, pos: Pos) -> FuncId {
        self.funcs.push(Func {
            name,
            link_name,
            var: None,
            ty,
            pos,
            end_pos: pos,
            pragma: Pragma::empty(),
            flags: FuncFlags::empty(),
            recv: None,
            params: Vec::new(),
            param_pos: Vec::new(),
            results: Vec::new(),
            dcl: Vec::new(),
            has_body: false,
            body: NodeList::new(),
            enter: NodeList::new(),
            exit: NodeList::new(),
            outer: None,
            closure_node: None,
            captures: Vec::new(),
            refs: Vec::new(),
            early_itabs: Vec::new(),
            n_closures: 0,
            inline: None,
            n_labels: 0,
            scope_parents: Vec::new(),
            scope_marks: Vec::new(),
        })
    }
}

//! The cost of a body, and what may not be inlined whatever its cost (spec 11, sections 2.1, 2.2).

use super::is_intrinsic;
use crate::lower::callgraph::{skip_wrapping, static_callee};
use crate::package::Package;
use crate::tree::{Class, NodeId, NodeList, Op, VarId};
use crate::types::PkgId;

/// A body of at most this cost is inlinable.
pub const BUDGET: i32 = 80;
/// Extra cost of a call that stays a call.
const CALL: i32 = 57;
/// Extra cost of `throw` inside package runtime.
const THROW: i32 = 80;

/// An inlinable body.
#[derive(Debug)]
pub struct Verdict {
    pub cost: i32,
    /// Locals that the body mentions, in order of first mention.
    pub used: Vec<VarId>,
}

/// Measures `body`; `Err` has the reason against inlining. Without `-m -m` the sum stops where the
/// budget ends.
pub fn measure(pkg: &Package, body: NodeList) -> Result<Verdict, String> {
    let mut v = Visitor { pkg, budget: BUDGET, used: Vec::new() };
    match v.list(body) {
        Err(Stop::Forbidden(reason)) => return Err(reason),
        Err(Stop::Budget) | Ok(()) => {}
    }
    let cost = BUDGET - v.budget;
    if v.budget < 0 {
        return Err(format!("function too complex: cost {cost} exceeds budget {BUDGET}"));
    }
    Ok(Verdict { cost, used: v.used })
}

enum Stop {
    Forbidden(String),
    Budget,
}

fn forbidden(reason: &str) -> Result<(), Stop> {
    Err(Stop::Forbidden(reason.to_owned()))
}

struct Visitor<'a> {
    pkg: &'a Package,
    budget: i32,
    used: Vec<VarId>,
}

impl Visitor<'_> {
    fn list(&mut self, list: NodeList) -> Result<(), Stop> {
        self.pkg.tree.items(list).iter().try_for_each(|&n| self.node(n))
    }

    fn optional(&mut self, n: Option<NodeId>) -> Result<(), Stop> {
        n.map_or(Ok(()), |n| self.node(n))
    }

    fn node(&mut self, n: NodeId) -> Result<(), Stop> {
        let tree = &self.pkg.tree;
        let node = tree.nodes[n];
        match node.op {
            Op::Nil => return Ok(()),
            // Not nodes of gc's tree.
            Op::Wrapped | Op::Paren | Op::ExprStmt => return self.optional(tree.left(n)),
            Op::CallFunc | Op::CallMeth => self.call(n)?,
            Op::CallInter => self.budget -= CALL,
            Op::Panic => self.budget -= 1,
            // The length, which gc keeps as a literal of its own.
            Op::SliceLit => self.budget -= 1,
            Op::Recover => return forbidden("call to recover"),
            Op::Closure => return forbidden("unhandled op CLOSURE"),
            Op::CallPart => return forbidden("unhandled op CALLPART"),
            Op::Range => return forbidden("unhandled op RANGE"),
            Op::For | Op::ForUntil => return forbidden("unhandled op FOR"),
            Op::Select => return forbidden("unhandled op SELECT"),
            Op::TypeSwitch => return forbidden("unhandled op TYPESW"),
            Op::Go => return forbidden("unhandled op GO"),
            Op::Defer => return forbidden("unhandled op DEFER"),
            Op::DclType => return forbidden("unhandled op DCLTYPE"),
            Op::Break => return forbidden("unhandled op BREAK"),
            Op::TailCall => return forbidden("unhandled op RETJMP"),
            Op::DclConst | Op::Empty | Op::Fallthrough | Op::Label => return Ok(()),
            Op::If if node.left.expand().is_some_and(|c| tree.const_of(c).is_some()) => {
                self.list(node.init)?;
                self.list(node.body)?;
                return self.list(node.rlist);
            }
            Op::Name => {
                if let Some(v) = tree.var_of(n) {
                    if tree.vars[v].class == Class::Auto && !self.used.contains(&v) {
                        self.used.push(v);
                    }
                }
            }
            _ => {}
        }
        self.budget -= 1;
        if self.budget < 0 && self.pkg.options.verbose < 2 {
            return Err(Stop::Budget);
        }
        self.optional(tree.left(n))?;
        if node.op != Op::DotMeth {
            self.optional(tree.right(n))?;
        }
        self.list(node.list)?;
        self.list(node.rlist)?;
        self.list(node.init)?;
        self.list(node.body)
    }

    /// The extra cost of a call, on top of the nodes it is made of.
    fn call(&mut self, n: NodeId) -> Result<(), Stop> {
        let tree = &self.pkg.tree;
        if let Some((pkg, name)) = named_callee(self.pkg, n) {
            let path = self.pkg.types.pkg(pkg).path;
            if self.pkg.is_runtime(pkg) && matches!(name, "getcallerpc" | "getcallersp") {
                return forbidden(&format!("call to {name}"));
            }
            if self.pkg.is_runtime(pkg) && name == "throw" {
                self.budget -= THROW;
                return Ok(());
            }
            if is_intrinsic(path.as_str(), name) {
                self.budget -= 1;
                return Ok(());
            }
        }
        // A literal called where it stands does not count as known: the literal is forbidden.
        let callee = static_callee(tree, n);
        self.budget -= match callee.and_then(|f| tree.funcs[f].inline.as_ref()) {
            Some(inline) => inline.cost,
            None => CALL,
        };
        Ok(())
    }
}

/// Package and name of the function (not method) that a call names.
pub fn named_callee(pkg: &Package, call: NodeId) -> Option<(PkgId, &str)> {
    let tree = &pkg.tree;
    let callee = skip_wrapping(tree, tree.left(call)?);
    let var = &tree.vars[tree.var_of(callee)?];
    (tree.op(call) == Op::CallFunc && var.class == Class::Func)
        .then(|| (var.pkg, var.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;
    use crate::source::Pos;
    use crate::tree::Const;
    use crate::types::TypeId;

    fn cost(build: impl FnOnce(&mut Package) -> Vec<NodeId>) -> Result<i32, String> {
        let mut pkg = Package::new(Options::default(), "main");
        let body = build(&mut pkg);
        let body = pkg.tree.list(&body);
        measure(&pkg, body).map(|v| v.cost)
    }

    fn local(pkg: &mut Package, name: &str) -> NodeId {
        let v = pkg.tree.new_var(name.into(), PkgId::LOCAL, Class::Auto, TypeId::INT, Pos::NONE);
        pkg.tree.vars[v].node
    }

    #[test]
    fn a_sum_costs_four() {
        let cost = cost(|pkg| {
            let (a, b) = (local(pkg, "a"), local(pkg, "b"));
            let sum = pkg.tree.binary(Op::Add, Pos::NONE, TypeId::INT, a, b);
            let ret = pkg.tree.node(Op::Return, Pos::NONE, TypeId::INVALID);
            pkg.tree.nodes[ret].list = pkg.tree.list(&[sum]);
            vec![ret]
        });
        assert_eq!(cost, Ok(4));
    }

    #[test]
    fn panic_costs_three_and_unknown_calls_59() {
        let panic = cost(|pkg| {
            let s = pkg.tree.lit(Pos::NONE, TypeId::STRING, Const::Str((*b"x").into()));
            vec![pkg.tree.unary(Op::Panic, Pos::NONE, TypeId::INVALID, s)]
        });
        assert_eq!(panic, Ok(3));
        let call = cost(|pkg| {
            let f = local(pkg, "f");
            vec![pkg.tree.unary(Op::CallFunc, Pos::NONE, TypeId::INVALID, f)]
        });
        assert_eq!(call, Ok(59));
    }

    #[test]
    fn loops_are_forbidden() {
        let got = cost(|pkg| vec![pkg.tree.node(Op::For, Pos::NONE, TypeId::INVALID)]);
        assert_eq!(got, Err("unhandled op FOR".to_owned()));
    }
}

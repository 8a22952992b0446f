//! Small trees for the unit tests of order and walk.

use super::forms::Forms;
use crate::options::Options;
use crate::package::Package;
use crate::source::Pos;
use crate::tree::{Class, Decl, FuncId, NodeId, Op, print};
use crate::types::{PkgId, TypeId};

/// A package with one function `f` and no parameters.
pub struct Bench {
    pub pkg: Package,
    pub func: FuncId,
}

impl Bench {
    pub fn new() -> Bench {
        let mut pkg = Package::new(Options::default(), "main");
        let ty = pkg.types.func(vec![], vec![], false);
        let pos = Pos::new(crate::source::BaseId::from_u32(1), 1, 1);
        let func = pkg.tree.new_func("f".into(), "\"\".f".into(), ty, pos);
        pkg.cur_pos = pos;
        Bench { pkg, func }
    }

    pub fn forms(&mut self) -> Forms<'_> {
        Forms::new(&mut self.pkg, self.func)
    }

    /// A local variable.
    pub fn local(&mut self, name: &str, ty: TypeId) -> NodeId {
        let pos = self.pkg.cur_pos;
        let v = self.pkg.tree.new_var(name.into(), PkgId::LOCAL, Class::Auto, ty, pos);
        self.pkg.tree.funcs[self.func].dcl.push(Decl::Var(v));
        self.pkg.tree.vars[v].node
    }

    /// A call of a function `g(int) int`.
    pub fn call(&mut self, arg: i64) -> NodeId {
        let ty = self.pkg.types.func(vec![TypeId::INT], vec![TypeId::INT], false);
        let mut f = self.forms();
        let callee = f.extern_fn(PkgId::LOCAL, "g", "\"\".g", ty);
        let call = f.un(Op::CallFunc, TypeId::INT, callee);
        let arg = f.int(arg);
        let list = f.list(&[arg]);
        f.nm(call).list = list;
        call
    }

    /// Orders and walks `body`; the function as text.
    pub fn lowered(&mut self, body: &[NodeId], walk: bool) -> String {
        let body = self.pkg.tree.list(body);
        self.pkg.tree.funcs[self.func].body = body;
        super::order::run(&mut self.pkg, self.func);
        if walk {
            super::walk::run(&mut self.pkg, self.func);
        }
        print::func(&self.pkg.tree, &self.pkg.types, self.func)
    }
}

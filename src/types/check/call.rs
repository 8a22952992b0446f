//! Calls and conversions.

use super::scope::ObjKind;
use super::universe::Builtin;
use super::untyped::is_untyped_type;
use super::{Checker, Res, Want};
use crate::syntax::ast::{self, Expr};
use crate::tree::{Const, NodeFlags, NodeId, Op};
use crate::types::{FuncSig, Kind, PkgId, Type, TypeId};

impl<'a> Checker<'a, '_> {
    pub(super) fn call(&mut self, call: &'a ast::Call, want: Want) -> Res {
        if let Some(builtin) = self.builtin_callee(&call.fun) {
            return self.builtin_call(builtin, call, want);
        }
        let fun = self.expr(&call.fun, Want::Callee);
        if let Some(fun) = fun
            && self.op(fun) == Op::Type
        {
            return self.conversion(self.ty(fun), call);
        }
        let fun = fun.and_then(|f| self.default_value(f));
        let args = self.arguments(&call.args, call.has_dots);
        let fun = fun?;
        let fun_ty = self.ty(fun);
        let (op, sig) = match (self.op(fun), self.types().under_get(fun_ty)) {
            (Op::DotInter, Type::Func(sig)) => (Op::CallInter, sig.clone()),
            (Op::DotMeth, Type::Func(sig)) => (Op::CallMeth, sig.clone()),
            (_, Type::Func(sig)) => (Op::CallFunc, sig.clone()),
            _ => {
                let (e, t) = (self.show(fun), self.show_type(fun_ty));
                let shadowed = self.universe.values().any(|&o| {
                    matches!(self.objs[o].kind, ObjKind::Builtin(_))
                        && self.objs[o].name.as_str() == e
                });
                let declared = match self.pkg.tree.var_of(fun) {
                    Some(v) if shadowed && self.pkg.tree.vars[v].defn.is_some() => {
                        let defn = self.pkg.tree.vars[v].defn.expect("just tested");
                        let pos = self.pkg.tree.nodes[defn].pos;
                        format!(", declared at {}", self.describe(pos))
                    }
                    _ => String::new(),
                };
                self.error(format!("cannot call non-function {e} (type {t}){declared}"));
                return None;
            }
        };
        let context = match args.nodes.is_empty() {
            true => String::new(),
            false => format!("argument to {}", self.show(fun)),
        };
        let converted = self.match_arguments(Some(fun), call.has_dots, &sig, &args, &context);
        let ty = match sig.results[..] {
            [one] => one,
            _ => self.types().results(sig.results.clone()),
        };
        let n = self.unary_node(op, ty, fun);
        let list = self.pkg.tree.list(&converted.unwrap_or_default());
        let init: Vec<NodeId> = args.init.into_iter().collect();
        let init = self.pkg.tree.list(&init);
        let node = &mut self.pkg.tree.nodes[n];
        node.list = list;
        node.init = init;
        if call.has_dots {
            node.flags |= NodeFlags::DOTS;
        }
        Some(n)
    }

    fn builtin_callee(&mut self, fun: &'a Expr) -> Option<Builtin> {
        let obj = match fun {
            Expr::Paren { x, .. } => return self.builtin_callee(x),
            Expr::Ident(id) => self.lookup_name(id.name)?,
            Expr::Selector { x, sel, .. } => {
                let Expr::Ident(id) = &**x else { return None };
                let package = self.lookup_name(id.name)?;
                let ObjKind::Package { pkg: PkgId::UNSAFE, import } = self.objs[package].kind
                else {
                    return None;
                };
                let obj = *self.globals.get(&(PkgId::UNSAFE, sel.name))?;
                self.imports[import].used = true;
                obj
            }
            _ => return None,
        };
        match self.objs[obj].kind {
            ObjKind::Builtin(b) => Some(b),
            _ => None,
        }
    }

    // -- arguments -----------------------------------------------------------------------------------

    /// Checks an argument list. A single call with several results is spread over temporaries.
    pub(super) fn arguments(&mut self, exprs: &'a [Expr], has_dots: bool) -> Arguments {
        if let [one] = exprs
            && !has_dots
        {
            let n = self.expr(one, Want::Multi);
            if let Some(n) = n
                && let Type::Results(tys) = self.types().get(self.ty(n))
            {
                let tys = tys.clone();
                let (stmt, temps) = self.spread(n, &tys);
                return Arguments {
                    nodes: temps.into_iter().map(Some).collect(),
                    init: Some(stmt),
                };
            }
            return Arguments { nodes: vec![n], init: None };
        }
        let nodes = exprs.iter().map(|e| self.value(e)).collect();
        Arguments { nodes, init: None }
    }

    /// `u1, ..., un = call` with new temporaries (spec 12, section 6.4).
    pub(super) fn spread(&mut self, call: NodeId, tys: &[TypeId]) -> (NodeId, Vec<NodeId>) {
        let mut temps = Vec::with_capacity(tys.len());
        let mut dcls = Vec::with_capacity(tys.len());
        let stmt = self.node(Op::As2Func, TypeId::INVALID);
        for &ty in tys {
            let var = self.check_temp(ty);
            let n = self.node_of(var);
            dcls.push(self.unary_node(Op::Dcl, TypeId::INVALID, n));
            temps.push(n);
            self.pkg.tree.vars[var].flags |= crate::tree::VarFlags::ASSIGNED;
        }
        let list = self.pkg.tree.list(&temps);
        let rlist = self.pkg.tree.list(&[call]);
        let init = self.pkg.tree.list(&dcls);
        let node = &mut self.pkg.tree.nodes[stmt];
        node.list = list;
        node.rlist = rlist;
        node.init = init;
        (stmt, temps)
    }

    /// Converts arguments to the parameters' types. `callee` is absent for `return`.
    pub(super) fn match_arguments(
        &mut self,
        callee: Option<NodeId>,
        has_dots: bool,
        sig: &FuncSig,
        args: &Arguments,
        context: &str,
    ) -> Option<Vec<NodeId>> {
        let saved = self.pos;
        let (params, variadic) = match callee {
            Some(_) => (&sig.params[..], sig.variadic),
            None => (&sig.results[..], false),
        };
        let (want, have) = (params.len(), args.nodes.len());
        let too_many = if variadic { has_dots && have > want } else { have > want };
        let not_enough = match variadic && !has_dots {
            true => have + 1 < want,
            false => have < want,
        };
        if too_many || not_enough {
            self.report_count(callee, not_enough, has_dots, params, variadic, args);
            return None;
        }
        let mut out = Vec::with_capacity(have);
        let mut failed = false;
        for (i, arg) in args.nodes.iter().enumerate() {
            let Some(arg) = *arg else {
                failed = true;
                continue;
            };
            let ty = match params.get(i) {
                Some(&ty) if !(variadic && i + 1 == want) || has_dots => ty,
                _ => self.types().elem(params[want - 1]),
            };
            self.go_to(arg);
            match self.assign_conv(arg, ty, context) {
                Some(n) => out.push(n),
                None => failed = true,
            }
        }
        if has_dots && !variadic && !failed {
            let text = callee.map_or(String::new(), |c| self.show(c));
            self.error(format!("invalid use of ... in call to {text}"));
            failed = true;
        }
        self.pos = saved;
        (!failed).then_some(out)
    }

    fn report_count(
        &mut self,
        callee: Option<NodeId>,
        not_enough: bool,
        has_dots: bool,
        params: &[TypeId],
        variadic: bool,
        args: &Arguments,
    ) {
        if let [one] = args.nodes[..] {
            // A single argument is complained about once, a variable once for all its uses.
            let flag = NodeFlags::DIAGNOSED;
            match one {
                None => return,
                Some(n) if not_enough => {
                    if self.pkg.tree.nodes[n].flags.contains(flag) {
                        return;
                    }
                    self.pkg.tree.nodes[n].flags |= flag;
                }
                Some(_) => {}
            }
        }
        let amount = if not_enough { "not enough" } else { "too many" };
        let details = match args.nodes.iter().copied().collect::<Option<Vec<NodeId>>>() {
            None => String::new(),
            Some(nodes) => {
                let mut have: Vec<String> =
                    nodes.iter().map(|&n| self.argument_type(self.ty(n))).collect();
                if has_dots && let Some(last) = have.last_mut() {
                    last.push_str("...");
                }
                let want: Vec<String> = params
                    .iter()
                    .enumerate()
                    .map(|(i, &t)| match variadic && i + 1 == params.len() {
                        true => format!("...{}", self.show_type(self.types().elem(t))),
                        false => self.show_type(t),
                    })
                    .collect();
                format!("\n\thave ({})\n\twant ({})", have.join(", "), want.join(", "))
            }
        };
        let text = match callee {
            Some(c) => {
                let is_method_expr = self.op(c) == Op::Name
                    && self.pkg.tree.var_of(c).is_some_and(|v| {
                        let v = &self.pkg.tree.vars[v];
                        v.class == crate::tree::Class::Func && v.name.as_str().contains('.')
                    });
                let kind = if is_method_expr { "method expression " } else { "" };
                format!("{amount} arguments in call to {kind}{}{details}", self.show(c))
            }
            None => format!("{amount} arguments to return{details}"),
        };
        self.error(text);
    }

    fn argument_type(&self, ty: TypeId) -> String {
        match ty {
            TypeId::UNTYPED_STRING => "string".to_owned(),
            TypeId::UNTYPED_BOOL => "bool".to_owned(),
            TypeId::UNTYPED_NIL => "nil".to_owned(),
            t if is_untyped_type(t) => "number".to_owned(),
            t => self.show_type(t),
        }
    }

    // -- conversions ---------------------------------------------------------------------------------

    fn conversion(&mut self, ty: TypeId, call: &'a ast::Call) -> Res {
        if call.has_dots {
            let t = self.show_type(ty);
            self.error(format!("invalid use of ... in type conversion to {t}"));
        }
        if call.args.len() != 1 {
            let t = self.show_type(ty);
            let amount =
                if call.args.is_empty() { "missing argument" } else { "too many arguments" };
            let args: Vec<Option<NodeId>> = call.args.iter().map(|e| self.value(e)).collect();
            let shown: Vec<String> = args.into_iter().flatten().map(|n| self.show(n)).collect();
            let e = format!("{}({})", self.paren_type(ty), shown.join(", "));
            self.error(format!("{amount} to conversion to {t}: {e}"));
            return None;
        }
        let arg = self.value(&call.args[0])?;
        self.convert_value(ty, arg)
    }

    /// `ty(arg)`
    pub(super) fn convert_value(&mut self, ty: TypeId, arg: NodeId) -> Res {
        let errors = self.pkg.diags.n_errors();
        let was_nil = self.ty(arg) == TypeId::UNTYPED_NIL;
        let left = self.convert(arg, ty, true, false);
        let failed_already = self.pkg.diags.n_errors() > errors;
        let left = left?;
        let left = match self.ty(left) {
            TypeId::UNTYPED_NIL => {
                let (e, t) = (self.show_typed(left), self.show_type(ty));
                self.error(format!("cannot convert {e} to type {t}"));
                return None;
            }
            t if is_untyped_type(t) && !self.types().is_interface(ty) => {
                self.default_lit(left, ty)?
            }
            _ => self.default_value(left)?,
        };
        let from = self.ty(left);
        let op = match self.convertible(from, ty) {
            Ok(op) => op,
            Err(why) => {
                if !failed_already {
                    let (e, t) = (self.show_typed(left), self.show_type(ty));
                    self.error(format!("cannot convert {e} to type {t}{why}"));
                }
                return None;
            }
        };
        let types = &self.pkg.types;
        let rounds = types.is_float(ty) || types.is_complex(ty);
        // Conversions between floats of one size round what was computed with more precision.
        let op = match op {
            Op::ConvNop if rounds && types.kind(from) == types.kind(ty) => Op::Conv,
            op => op,
        };
        let n = self.unary_node(op, ty, left);
        if was_nil {
            return Some(n);
        }
        let Some(value) = self.konst(left).cloned() else { return Some(n) };
        match op {
            Op::ConvNop | Op::Conv | Op::RuneToStr
                if super::untyped::is_const_kind(self.types().kind(ty)) =>
            {
                let value = match (&value, self.types().kind(ty)) {
                    (Const::Int(i), Kind::String) => Const::Str(super::constants::rune_string(i)),
                    (Const::Nil, _) => return Some(n),
                    (_, _) => value,
                };
                let pos = self.pkg.tree.nodes[n].pos;
                let lit = self.pkg.tree.lit(pos, ty, value);
                // The operand in the source form is what was written.
                self.pkg.tree.nodes[n].left = arg.into();
                self.pkg.tree.nodes[lit].orig = n.into();
                Some(lit)
            }
            Op::StrToRunes => self.rune_literal(ty, &value),
            _ => Some(n),
        }
    }

    /// `[]rune("const")` is a composite literal.
    fn rune_literal(&mut self, ty: TypeId, value: &Const) -> Res {
        let text = String::from_utf8_lossy(value.as_str()?).into_owned();
        let elem = self.types().elem(ty);
        let mut items = Vec::new();
        for (i, c) in text.chars().enumerate() {
            let key = self.pkg.tree.lit(self.pos, TypeId::INT, Const::int(i as i64));
            let rune = self.pkg.tree.lit(self.pos, elem, Const::int(i64::from(c as u32)));
            items.push(self.binary_node(Op::Key, TypeId::INVALID, key, rune));
        }
        let lit = self.node(Op::SliceLit, ty);
        let list = self.pkg.tree.list(&items);
        let node = &mut self.pkg.tree.nodes[lit];
        node.list = list;
        node.aux = crate::tree::Aux::Int(items.len() as i64);
        Some(lit)
    }
}

/// Checked arguments, `None` where one failed; `init` spreads a call's results over them.
pub struct Arguments {
    pub nodes: Vec<Option<NodeId>>,
    pub init: Option<NodeId>,
}

//! Addresses (spec 20, section 8).

use super::Builder;
use super::check::Bounds;
use super::stmt::{left, right};
use crate::ssa::func::{Aux, ValueId};
use crate::ssa::op::Op;
use crate::tree::{self, Class, NodeFlags, NodeId, Op as T, VarFlags};
use crate::types::{Kind, TypeId};

impl Builder<'_> {
    /// The address of a place, typed as pointer to it. `bounded`: it is known not to be behind a
    /// nil pointer.
    pub(super) fn addr(&mut self, n: NodeId, bounded: bool) -> ValueId {
        let pushed = self.tree.sets_pos(n);
        if pushed {
            self.push_pos(self.tree.nodes[n].pos);
        }
        let v = self.addr_inner(n, bounded);
        if pushed {
            self.pop_pos();
        }
        v
    }

    fn addr_inner(&mut self, n: NodeId, bounded: bool) -> ValueId {
        let tree = self.tree;
        let node = &tree.nodes[n];
        let ty = self.types.new_ptr(node.ty);
        match node.op {
            T::Name => self.name_addr(n, ty),
            T::NameOffset => {
                let base = self.name_addr(left(tree, n), ty);
                let tree::Aux::Int(offset) = node.aux else { panic!("NameOffset has an offset") };
                match offset {
                    0 => base,
                    _ => self.entry(Op::OffPtr, ty, offset, Aux::None, &[base]),
                }
            }
            T::Result => {
                let tree::Aux::Int(offset) = node.aux else { panic!("a result has an offset") };
                self.sp_offset(ty, offset)
            }
            T::Index => {
                let (base, at) = (left(tree, n), right(tree, n));
                let in_range = node.flags.contains(NodeFlags::BOUNDED);
                if self.types.kind(tree.ty(base)) == Kind::Slice {
                    let slice = self.expr(base);
                    let i = self.expr(at);
                    let len = self.val(Op::SliceLen, TypeId::INT, &[slice]);
                    let i = self.bounds_check(i, len, Bounds::Index, in_range);
                    let ptr = self.val(Op::SlicePtr, ty, &[slice]);
                    return self.val(Op::PtrIndex, ty, &[ptr, i]);
                }
                let array = self.addr(base, bounded);
                let i = self.expr(at);
                let array_ty = tree.ty(base);
                let len = self.const_int(TypeId::INT, self.types.array_len(array_ty));
                let i = self.bounds_check(i, len, Bounds::Index, in_range);
                let elem_ptr = self.types.new_ptr(self.types.elem(array_ty));
                self.val(Op::PtrIndex, elem_ptr, &[array, i])
            }
            T::Deref => self.checked_pointer(left(tree, n), bounded),
            T::Dot => {
                let base = self.addr(left(tree, n), bounded);
                self.off_ptr(ty, self.field_offset(n), base)
            }
            T::DotPtr => {
                let p = self.checked_pointer(left(tree, n), bounded);
                self.off_ptr(ty, self.field_offset(n), p)
            }
            T::ClosureVar => {
                let tree::Aux::Int(offset) = node.aux else { panic!("ClosureVar has an offset") };
                let byte_ptr = self.byte_ptr();
                let closure = self.entry(Op::GetClosurePtr, byte_ptr, 0, Aux::None, &[]);
                self.off_ptr(ty, offset, closure)
            }
            T::ConvNop => {
                let base = self.addr(left(tree, n), bounded);
                self.val(Op::Copy, ty, &[base])
            }
            T::Paren => self.addr(left(tree, n), bounded),
            T::CallFunc | T::CallMeth | T::CallInter => self.call(n).expect("a call with a result"),
            T::DotType => {
                // A value too large for SSA is always read from memory.
                let value = self.dottype(n, false).0;
                assert!(self.f.op(value) == Op::Load, "a large assertion is a load");
                self.f.arg(value, 0)
            }
            op => panic!("{op:?} has no address that SSA construction knows"),
        }
    }

    fn name_addr(&mut self, n: NodeId, ty: TypeId) -> ValueId {
        let tree = self.tree;
        let var_id = tree.var_of(n).expect("a name has a variable");
        let var = &tree.vars[var_id];
        match var.class {
            Class::Extern | Class::Func => {
                let sym = self.pkg.syms.lookup_name(var.link_name);
                self.entry(Op::Addr, ty, 0, Aux::Sym(sym), &[self.sb])
            }
            Class::Param => {
                let local = self.local(var_id);
                match self.addresses.get(&local) {
                    Some(&addr) => addr,
                    // `.fp`, which `recover` takes the address of.
                    None => {
                        let args = [self.sp, self.init_mem];
                        self.entry(Op::LocalAddr, ty, 0, Aux::Local(local), &args)
                    }
                }
            }
            Class::Auto | Class::Result => {
                let auto_temp = var.class == Class::Auto && var.flags.contains(VarFlags::AUTO_TEMP);
                let local = self.local(var_id);
                let mem = self.mem();
                let args = [self.sp, mem];
                self.val_marked(Op::LocalAddr, ty, 0, Aux::Local(local), &args, !auto_temp)
            }
            Class::AutoHeap => panic!("{} lives in the heap; walk reads it there", var.name),
        }
    }
}

//! One op at a time: its instructions (spec 31, section 9).

use std::sync::LazyLock;

use super::operand::{load_by_type, move_by_type, store_by_type};
use super::{Emitter, Target};
use crate::obj::prog::{As, Base, Mem, Operand, ProgId};
use crate::ssa::func::ValAndOff;
use crate::ssa::op::ALL_OPS;
use crate::ssa::reg::Reg;
use crate::ssa::{Aux, Op, ValueId};
use crate::types::TypeId;

impl Emitter<'_> {
    /// Emits the instructions of `v`.
    pub(super) fn value(&mut self, v: ValueId) {
        use Op::*;
        let val = self.f.v(v);
        let (op, auxint) = (val.op, val.auxint);
        match op {
            ADDQ | ADDL => self.add(v),
            // Result in the register of argument 0.
            SUBQ | SUBL | MULQ | MULL | ANDQ | ANDL | ORQ | ORL | XORQ | XORL | SHLQ | SHLL
            | SHRQ | SHRL | SHRW | SHRB | SARQ | SARL | SARW | SARB | ROLQ | ROLL | ROLW | ROLB
            | RORQ | RORL | RORW | RORB | ADDSS | ADDSD | SUBSS | SUBSD | MULSS | MULSD | DIVSS
            | DIVSD | PXOR | BTSL | BTSQ | BTCL | BTCQ | BTRL | BTRQ | SBBQ | SUBQborrow
            | ADDQcarry | ADCQ => self.two_address(v),
            DIVQU | DIVLU | DIVWU => {
                // The high half of the dividend is zero.
                self.regs(As::XORL, Reg::DX, Reg::DX);
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 1)), Operand::None);
            }
            DIVQ | DIVL | DIVW => self.signed_divide(v),
            HMULQ | HMULL | HMULQU | HMULLU | MULQU | MULLU | MULQU2 => {
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 1)), Operand::None);
            }
            DIVQU2 => {
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 2)), Operand::None);
            }
            AVGQU => {
                // The sum's 65th bit is in the carry flag: rotate it in.
                let d = self.reg(v);
                self.regs(As::ADDQ, self.arg_reg(v, 1), d);
                self.push(As::RCRQ, Operand::Const(1), Operand::Reg(d));
            }
            ADDQconst | ADDLconst => self.add_const(v),
            MULQconst | MULLconst | ROUNDSD => {
                let p = self.push(asm(op), Operand::Const(auxint), Operand::Reg(self.reg(v)));
                self.set_from3(p, self.arg_reg(v, 0));
            }
            SUBQconst | SUBLconst | ANDQconst | ANDLconst | ORQconst | ORLconst | XORQconst
            | XORLconst | SHLQconst | SHLLconst | SHRQconst | SHRLconst | SHRWconst | SHRBconst
            | SARQconst | SARLconst | SARWconst | SARBconst | ROLQconst | ROLLconst | ROLWconst
            | ROLBconst | ADDQconstcarry | ADCQconst | SUBQconstborrow | SBBQconst | BTSLconst
            | BTSQconst | BTCLconst | BTCQconst | BTRLconst | BTRQconst => {
                self.push(asm(op), Operand::Const(auxint), Operand::Reg(self.reg(v)));
            }
            CMOVQEQ | CMOVQNE | CMOVQLT | CMOVQGT | CMOVQLE | CMOVQGE | CMOVQLS | CMOVQHI
            | CMOVQCC | CMOVQCS | CMOVLEQ | CMOVLNE | CMOVLLT | CMOVLGT | CMOVLLE | CMOVLGE
            | CMOVLLS | CMOVLHI | CMOVLCC | CMOVLCS | CMOVWEQ | CMOVWNE | CMOVWLT | CMOVWGT
            | CMOVWLE | CMOVWGE | CMOVWLS | CMOVWHI | CMOVWCC | CMOVWCS | CMOVQGTF | CMOVQGEF
            | CMOVLGTF | CMOVLGEF | CMOVWGTF | CMOVWGEF => self.two_address(v),
            CMOVQNEF | CMOVLNEF | CMOVWNEF => {
                // Unordered operands are unequal: parity.
                self.two_address(v);
                self.regs(by_width(op, PARITY_SET), self.arg_reg(v, 1), self.reg(v));
            }
            CMOVQEQF | CMOVLEQF | CMOVWEQF => self.cmov_float_equal(v),
            LEAQ1 | LEAQ2 | LEAQ4 | LEAQ8 | LEAL1 | LEAL2 | LEAL4 | LEAL8 | LEAW1 | LEAW2
            | LEAW4 | LEAW8 => self.lea_indexed(v),
            LEAQ | LEAL | LEAW => {
                let from = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(asm(op), from, Operand::Reg(self.reg(v)));
            }
            CMPQ | CMPL | CMPW | CMPB | TESTQ | TESTL | TESTW | TESTB | BTL | BTQ => {
                self.regs(asm(op), self.arg_reg(v, 0), self.arg_reg(v, 1));
            }
            UCOMISS | UCOMISD => {
                // The instruction's operands are the other way round than CMP's.
                self.regs(asm(op), self.arg_reg(v, 1), self.arg_reg(v, 0));
            }
            CMPQconst | CMPLconst | CMPWconst | CMPBconst => {
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 0)), Operand::Const(auxint));
            }
            TESTQconst | TESTLconst | TESTWconst | TESTBconst | BTLconst | BTQconst => {
                // A low bit is tested in the shorter 32-bit form.
                let op = if op == BTQconst && auxint < 32 { BTLconst } else { op };
                self.push(asm(op), Operand::Const(auxint), Operand::Reg(self.arg_reg(v, 0)));
            }
            CMPQload | CMPLload | CMPWload | CMPBload => {
                let from = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(asm(op), from, Operand::Reg(self.arg_reg(v, 1)));
            }
            CMPQconstload | CMPLconstload | CMPWconstload | CMPBconstload => {
                let vo = ValAndOff(auxint);
                let from = Operand::Mem(self.mem(v, self.arg_reg(v, 0), vo.off()));
                self.push(asm(op), from, Operand::Const(vo.val()));
            }
            MOVLconst | MOVQconst => self.integer_const(v),
            MOVSSconst | MOVSDconst => {
                let value = f64::from_bits(auxint as u64);
                self.push(asm(op), Operand::Float(value), Operand::Reg(self.reg(v)));
            }
            MOVOconst => {
                debug_assert_eq!(auxint, 0, "emit: only zero has a 16-byte constant");
                let d = self.reg(v);
                self.regs(As::XORPS, d, d);
            }
            MOVQload | MOVLload | MOVWload | MOVBload | MOVOload | MOVSSload | MOVSDload
            | MOVBQSXload | MOVWQSXload | MOVLQSXload | MOVBatomicload | MOVLatomicload
            | MOVQatomicload => {
                let from = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(asm(op), from, Operand::Reg(self.reg(v)));
            }
            MOVQloadidx1 | MOVQloadidx8 | MOVLloadidx1 | MOVLloadidx4 | MOVLloadidx8
            | MOVWloadidx1 | MOVWloadidx2 | MOVBloadidx1 | MOVSSloadidx1 | MOVSSloadidx4
            | MOVSDloadidx1 | MOVSDloadidx8 => {
                let from = Operand::Mem(self.indexed_args(v, auxint));
                self.push(asm(op), from, Operand::Reg(self.reg(v)));
            }
            MOVQstore | MOVLstore | MOVWstore | MOVBstore | MOVOstore | MOVSSstore | MOVSDstore
            | ADDQmodify | SUBQmodify | ANDQmodify | ORQmodify | XORQmodify | ADDLmodify
            | SUBLmodify | ANDLmodify | ORLmodify | XORLmodify | BTCQmodify | BTCLmodify
            | BTSQmodify | BTSLmodify | BTRQmodify | BTRLmodify => self.store(v),
            MOVQstoreidx1 | MOVQstoreidx8 | MOVLstoreidx1 | MOVLstoreidx4 | MOVLstoreidx8
            | MOVWstoreidx1 | MOVWstoreidx2 | MOVBstoreidx1 | MOVSSstoreidx1 | MOVSSstoreidx4
            | MOVSDstoreidx1 | MOVSDstoreidx8 => {
                let to = Operand::Mem(self.indexed_args(v, auxint));
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 2)), to);
            }
            ADDQconstmodify | ADDLconstmodify => {
                let vo = ValAndOff(auxint);
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), vo.off()));
                match step(op == ADDQconstmodify, vo.val()) {
                    Some(short) => self.push(short, Operand::None, to),
                    None => self.push(asm(op), Operand::Const(vo.val()), to),
                };
            }
            ANDQconstmodify | ANDLconstmodify | ORQconstmodify | ORLconstmodify
            | XORQconstmodify | XORLconstmodify | BTCQconstmodify | BTCLconstmodify
            | BTSQconstmodify | BTSLconstmodify | BTRQconstmodify | BTRLconstmodify
            | MOVQstoreconst | MOVLstoreconst | MOVWstoreconst | MOVBstoreconst => {
                let vo = ValAndOff(auxint);
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), vo.off()));
                self.push(asm(op), Operand::Const(vo.val()), to);
            }
            MOVQstoreconstidx1 | MOVQstoreconstidx8 | MOVLstoreconstidx1 | MOVLstoreconstidx4
            | MOVWstoreconstidx1 | MOVWstoreconstidx2 | MOVBstoreconstidx1 => {
                let vo = ValAndOff(auxint);
                let to = Operand::Mem(self.indexed_args(v, vo.off()));
                self.push(asm(op), Operand::Const(vo.val()), to);
            }
            ADDQload | ADDLload | SUBQload | SUBLload | ANDQload | ANDLload | ORQload | ORLload
            | XORQload | XORLload | ADDSSload | ADDSDload | SUBSSload | SUBSDload | MULSSload
            | MULSDload | DIVSSload | DIVSDload => {
                let from = Operand::Mem(self.mem(v, self.arg_reg(v, 1), auxint));
                self.push(asm(op), from, Operand::Reg(self.reg(v)));
            }
            MOVLQSX | MOVWQSX | MOVBQSX | MOVLQZX | MOVWQZX | MOVBQZX | CVTTSS2SL | CVTTSD2SL
            | CVTTSS2SQ | CVTTSD2SQ | CVTSS2SD | CVTSD2SS | BSFQ | BSFL | BSRQ | BSRL | SQRTSD
            | MOVQi2f | MOVQf2i | MOVLi2f | MOVLf2i => {
                self.regs(asm(op), self.arg_reg(v, 0), self.reg(v));
            }
            CVTSL2SD | CVTSQ2SD | CVTSQ2SS | CVTSL2SS => {
                // The conversion writes half the register: clear the rest first.
                let d = self.reg(v);
                self.regs(As::XORPS, d, d);
                self.regs(asm(op), self.arg_reg(v, 0), d);
            }
            POPCNTQ | POPCNTL => {
                let (a, d) = (self.arg_reg(v, 0), self.reg(v));
                if a != d {
                    // Breaks the instruction's false dependency on its destination.
                    self.regs(As::XORQ, d, d);
                }
                self.regs(asm(op), a, d);
            }
            NEGQ | NEGL | BSWAPQ | BSWAPL | NOTQ | NOTL | NEGLflags => {
                self.push(asm(op), Operand::None, Operand::Reg(self.reg(v)));
            }
            SBBQcarrymask | SBBLcarrymask => {
                let d = self.reg(v);
                self.regs(asm(op), d, d);
            }
            SETEQ | SETNE | SETL | SETLE | SETG | SETGE | SETGF | SETGEF | SETB | SETBE
            | SETORD | SETNAN | SETA | SETAE | SETO => {
                self.push(asm(op), Operand::None, Operand::Reg(self.reg(v)));
            }
            SETEQstore | SETNEstore | SETLstore | SETLEstore | SETGstore | SETGEstore
            | SETBstore | SETBEstore | SETAstore | SETAEstore => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(asm(op), Operand::None, to);
            }
            SETNEF => self.set_float(v, As::SETPS, As::ORL),
            SETEQF => self.set_float(v, As::SETPC, As::ANDL),
            DUFFZERO => {
                let (offset, adjust) = duffzero(auxint);
                if adjust != 0 {
                    let from = Operand::Mem(Mem::at(Reg::DI, adjust));
                    self.push(As::LEAQ, from, Operand::Reg(Reg::DI));
                }
                self.push(As::DUFFZERO, Operand::None, Operand::Const(offset));
            }
            DUFFCOPY => {
                self.push(As::DUFFCOPY, Operand::None, Operand::Const(auxint));
            }
            REPSTOSQ => {
                self.push(As::REP, Operand::None, Operand::None);
                self.push(As::STOSQ, Operand::None, Operand::None);
            }
            REPMOVSQ => {
                self.push(As::REP, Operand::None, Operand::None);
                self.push(As::MOVSQ, Operand::None, Operand::None);
            }
            Copy => self.copy(v),
            LoadReg => {
                let from = self.stack_home(self.f.arg(v, 0));
                let load = load_by_type(self.cx.types, val.ty);
                self.push(load, from, Operand::Reg(self.reg(v)));
            }
            StoreReg => {
                let to = self.stack_home(v);
                let store = store_by_type(self.cx.types, val.ty);
                self.push(store, Operand::Reg(self.arg_reg(v, 0)), to);
            }
            CALLstatic | CALLclosure | CALLinter => self.call(v),
            LoweredWB => {
                let to = Operand::Symbol(self.sym(v));
                self.push(As::CALL, Operand::None, to);
            }
            LoweredPanicBoundsA | LoweredPanicBoundsB | LoweredPanicBoundsC => {
                let to = Operand::Symbol(self.runtime(bounds_failure(auxint)));
                self.push(As::CALL, Operand::None, to);
                self.use_args(16);
            }
            LoweredNilCheck => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(As::TESTB, Operand::Reg(Reg::AX), to);
            }
            LoweredGetClosurePtr => {
                debug_assert_eq!(self.reg(v), Reg::DX, "emit: the closure context is in DX");
            }
            LoweredGetG => {
                let from = Operand::Mem(Mem { tls: true, ..Mem::default() });
                self.push(As::MOVQ, from, Operand::Reg(self.reg(v)));
            }
            LoweredGetCallerPC => {
                // The return address lies right below the arguments.
                let from = Operand::Mem(self.arguments(-8));
                self.push(As::MOVQ, from, Operand::Reg(self.reg(v)));
            }
            LoweredGetCallerSP => {
                let from = Operand::Addr(self.arguments(0));
                self.push(As::MOVQ, from, Operand::Reg(self.reg(v)));
            }
            XCHGL | XCHGQ => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 1), auxint));
                self.push(asm(op), Operand::Reg(self.reg(v)), to);
            }
            XADDLlock | XADDQlock => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 1), auxint));
                self.push(As::LOCK, Operand::None, Operand::None);
                self.push(asm(op), Operand::Reg(self.reg(v)), to);
            }
            CMPXCHGLlock | CMPXCHGQlock => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(As::LOCK, Operand::None, Operand::None);
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 2)), to);
                self.push(As::SETEQ, Operand::None, Operand::Reg(self.reg(v)));
            }
            ANDBlock | ORBlock => {
                let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), auxint));
                self.push(As::LOCK, Operand::None, Operand::None);
                self.push(asm(op), Operand::Reg(self.arg_reg(v, 1)), to);
            }
            InlMark => {
                let p = self.nop();
                self.inline_marks.push(p);
            }
            _ => panic!("emit: {}: no code for {v} = {op}", self.f.name),
        }
    }

    fn regs(&mut self, op: As, from: Reg, to: Reg) {
        self.push(op, Operand::Reg(from), Operand::Reg(to));
    }

    fn set_from3(&mut self, p: ProgId, reg: Reg) {
        use crate::index::EntityRef;
        self.progs[p.index()].from3 = Operand::Reg(reg);
    }

    /// `OP a1, d` where d is the register of argument 0. With commutative ops the allocator may
    /// have swapped the arguments, never the rule.
    fn two_address(&mut self, v: ValueId) {
        debug_assert_eq!(self.reg(v), self.arg_reg(v, 0), "emit: {v} is not in place");
        self.regs(asm(self.f.op(v)), self.arg_reg(v, 1), self.reg(v));
    }

    fn add(&mut self, v: ValueId) {
        let (a, b, d) = (self.arg_reg(v, 0), self.arg_reg(v, 1), self.reg(v));
        let op = self.f.op(v);
        if d == a {
            self.regs(asm(op), b, d);
        } else if d == b {
            self.regs(asm(op), a, d);
        } else {
            let lea = if op == Op::ADDQ { As::LEAQ } else { As::LEAL };
            let from = Mem { index: Some((b, 1)), ..Mem::at(a, 0) };
            self.push(lea, Operand::Mem(from), Operand::Reg(d));
        }
    }

    fn add_const(&mut self, v: ValueId) {
        let (a, d) = (self.arg_reg(v, 0), self.reg(v));
        let (wide, c) = (self.f.op(v) == Op::ADDQconst, self.f.v(v).auxint);
        let pick = |q: As, l: As| if wide { q } else { l };
        let to = Operand::Reg(d);
        if a != d {
            let from = Operand::Mem(Mem::at(a, c));
            self.push(pick(As::LEAQ, As::LEAL), from, to);
        } else if let Some(short) = step(wide, c) {
            self.push(short, Operand::None, to);
        } else if c == 128 {
            // -128 fits a byte, 128 does not.
            self.push(pick(As::SUBQ, As::SUBL), Operand::Const(-128), to);
        } else {
            self.push(pick(As::ADDQ, As::ADDL), Operand::Const(c), to);
        }
    }

    /// A quotient of -1 would trap for the smallest dividend: unless the divisor is known not to
    /// be -1, that case is computed by negation.
    fn signed_divide(&mut self, v: ValueId) {
        let op = self.f.op(v);
        let divisor = Operand::Reg(self.arg_reg(v, 1));
        let (cmp, extend, neg) = match op {
            Op::DIVQ => (As::CMPQ, As::CQO, As::NEGQ),
            Op::DIVL => (As::CMPL, As::CDQ, As::NEGL),
            _ => (As::CMPW, As::CWD, As::NEGW),
        };
        let fixup = self.f.v(v).auxint == 0;
        let to_fix = fixup.then(|| {
            self.push(cmp, divisor, Operand::Const(-1));
            self.push(As::JEQ, Operand::None, Operand::None)
        });
        self.push(extend, Operand::None, Operand::None);
        self.push(asm(op), divisor, Operand::None);
        if let Some(to_fix) = to_fix {
            let to_end = self.push(As::JMP, Operand::None, Operand::None);
            self.jumps.push((to_fix, Target::Prog(self.pc())));
            self.push(neg, Operand::None, Operand::Reg(Reg::AX));
            self.regs(As::XORL, Reg::DX, Reg::DX);
            self.jumps.push((to_end, Target::Prog(self.pc())));
        }
    }

    /// Equal and ordered: the move is undone where parity says "unordered".
    fn cmov_float_equal(&mut self, v: ValueId) {
        let op = self.f.op(v);
        let (a1, d) = (self.arg_reg(v, 1), self.reg(v));
        if a1 != Reg::AX {
            self.regs(move_by_type(self.cx.types, self.f.v(v).ty), a1, Reg::AX);
        }
        self.regs(asm(op), d, Reg::AX);
        self.regs(by_width(op, PARITY_CLEAR), Reg::AX, d);
    }

    /// A float comparison that must look at parity as well; AX is scratch.
    fn set_float(&mut self, v: ValueId, parity: As, combine: As) {
        let d = self.reg(v);
        self.push(asm(self.f.op(v)), Operand::None, Operand::Reg(d));
        self.push(parity, Operand::None, Operand::Reg(Reg::AX));
        self.regs(combine, Reg::AX, d);
    }

    fn lea_indexed(&mut self, v: ValueId) {
        let (op, val) = (self.f.op(v), self.f.v(v));
        let to = Operand::Reg(self.reg(v));
        // Three-part addresses are slow to compute: a plain offset is added separately.
        let split = val.auxint != 0 && val.aux == Aux::None;
        let offset = if split { 0 } else { val.auxint };
        let from = Operand::Mem(self.indexed_args(v, offset));
        self.push(asm(op), from, to);
        if split {
            let from = Operand::Mem(Mem::at(self.reg(v), val.auxint));
            self.push(asm(op), from, to);
        }
    }

    /// The address made of arguments 0 (base) and 1 (index).
    fn indexed_args(&self, v: ValueId, offset: i64) -> Mem {
        let scale = self.f.op(v).info().scale;
        self.indexed(v, self.arg_reg(v, 0), self.arg_reg(v, 1), scale, offset)
    }

    fn store(&mut self, v: ValueId) {
        let to = Operand::Mem(self.mem(v, self.arg_reg(v, 0), self.f.v(v).auxint));
        self.push(asm(self.f.op(v)), Operand::Reg(self.arg_reg(v, 1)), to);
    }

    fn integer_const(&mut self, v: ValueId) {
        let (d, c) = (self.reg(v), self.f.v(v).auxint);
        if c == 0 && !self.flags_live[v] {
            self.regs(As::XORL, d, d);
        } else {
            // A 32-bit move clears the upper half.
            let short = (0..=0xffff_ffff).contains(&c);
            let op = if short { As::MOVL } else { asm(self.f.op(v)) };
            self.push(op, Operand::Const(c), Operand::Reg(d));
        }
    }

    fn copy(&mut self, v: ValueId) {
        let ty = self.f.v(v).ty;
        if ty == TypeId::MEM {
            return;
        }
        let (a, d) = (self.arg_reg(v, 0), self.reg(v));
        if a != d {
            self.regs(move_by_type(self.cx.types, ty), a, d);
        }
    }

    fn call(&mut self, v: ValueId) {
        let val = self.f.v(v);
        let to = if val.op == Op::CALLstatic {
            let sym = self.sym(v);
            if sym == self.runtime("deferreturn") {
                // Deferred calls return to this call; what they see before it must be an
                // instruction of the function, with its line.
                self.nop();
            }
            Operand::Symbol(sym)
        } else {
            Operand::Reg(self.arg_reg(v, 0))
        };
        let call = self.push(As::CALL, Operand::None, to);
        // A call has its value's position with the mark that it has.
        self.set_pos(call, val.pos);
        self.use_args(val.auxint);
    }

    fn sym(&self, v: ValueId) -> crate::obj::SymId {
        match self.f.v(v).aux {
            Aux::Sym(sym) => sym,
            aux => panic!("emit: {}: {v} calls {aux:?}", self.f.name),
        }
    }

    /// A place relative to the start of the arguments, without a name.
    fn arguments(&self, offset: i64) -> Mem {
        let none = crate::intern::Name::EMPTY;
        Mem { base: Base::Param { prefix: none, name: none }, offset, ..Mem::default() }
    }
}

/// The op's instruction as the table names it.
fn asm(op: Op) -> As {
    static BY_OP: LazyLock<Vec<Option<As>>> = LazyLock::new(|| {
        let by_name = |name: &str| As::ALL.iter().copied().find(|a| a.name() == name);
        ALL_OPS.iter().map(|op| by_name(op.info().asm)).collect()
    });
    BY_OP[op as usize].unwrap_or_else(|| panic!("emit: {op} has no instruction"))
}

/// INC or DEC where the constant allows it.
fn step(wide: bool, c: i64) -> Option<As> {
    match (c, wide) {
        (1, true) => Some(As::INCQ),
        (1, false) => Some(As::INCL),
        (-1, true) => Some(As::DECQ),
        (-1, false) => Some(As::DECL),
        _ => None,
    }
}

/// Conditional moves by width Q, L, W.
const PARITY_SET: [As; 3] = [As::CMOVQPS, As::CMOVLPS, As::CMOVWPS];
const PARITY_CLEAR: [As; 3] = [As::CMOVQPC, As::CMOVLPC, As::CMOVWPC];

fn by_width(op: Op, table: [As; 3]) -> As {
    match op {
        Op::CMOVQEQF | Op::CMOVQNEF => table[0],
        Op::CMOVLEQF | Op::CMOVLNEF => table[1],
        _ => table[2],
    }
}

/// Entry point into `runtime.duffzero` for `size` bytes (at least 16), and what to add to DI
/// first. The routine is 16 blocks of 19 bytes, each four stores of 16 bytes and a step of DI
/// (spec 23, section 4).
pub(super) fn duffzero(size: i64) -> (i64, i64) {
    let (blocks, rest) = (size / 64, size % 64 / 16);
    let offset = 19 * (16 - blocks);
    if rest == 0 { (offset, 0) } else { (offset - 4 - 4 * rest, -16 * (4 - rest)) }
}

/// The runtime function that reports a failed bounds check, by kind (spec 20, section 11).
fn bounds_failure(kind: i64) -> &'static str {
    const NAMES: [&str; 16] = [
        "panicIndex",
        "panicIndexU",
        "panicSliceAlen",
        "panicSliceAlenU",
        "panicSliceAcap",
        "panicSliceAcapU",
        "panicSliceB",
        "panicSliceBU",
        "panicSlice3Alen",
        "panicSlice3AlenU",
        "panicSlice3Acap",
        "panicSlice3AcapU",
        "panicSlice3B",
        "panicSlice3BU",
        "panicSlice3C",
        "panicSlice3CU",
    ];
    NAMES[kind as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn duffzero_entry() {
        assert_eq!(duffzero(1024), (0, 0));
        assert_eq!(duffzero(64), (285, 0));
        // 80 bytes: one block and one store.
        assert_eq!(duffzero(80), (277, -48));
    }

    #[test]
    fn instructions_of_ops() {
        for op in ALL_OPS.iter().filter(|op| !op.info().asm.is_empty()) {
            asm(*op);
        }
    }
}

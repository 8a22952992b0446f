//! Instructions in Plan 9 form: what the back end emits, what the assembler encodes, what a
//! listing shows.

use crate::index::{PackedOption, entity_impl};
use crate::intern::Name;
use crate::obj::SymId;
use crate::source::Pos;
use crate::ssa::reg::Reg;

/// Index of an instruction in its function.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProgId(u32);
entity_impl!(ProgId, "p");

macro_rules! mnemonics {
    ($($name:ident)*) => {
        /// Mnemonics, spelled as listings spell them.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u16)]
        pub enum As { $($name),* }

        impl As {
            pub fn name(self) -> &'static str {
                match self { $(As::$name => stringify!($name)),* }
            }

            pub const ALL: &'static [As] = &[$(As::$name),*];
        }
    };
}

mnemonics! {
    // pseudo
    TEXT FUNCDATA PCDATA NOP END
    // control
    CALL JMP RET JOS JOC JCS JCC JEQ JNE JLS JHI JMI JPL JPS JPC JLT JGE JLE JGT
    // moves
    MOVB MOVW MOVL MOVQ MOVBLZX MOVBLSX MOVWLZX MOVWLSX MOVBQSX MOVWQSX MOVLQSX MOVBQZX MOVWQZX
    LEAQ LEAL LEAW MOVSS MOVSD MOVUPS XCHGL XCHGQ
    // arithmetic
    ADDB ADDW ADDL ADDQ ORB ORW ORL ORQ ADCB ADCW ADCL ADCQ SBBB SBBW SBBL SBBQ
    ANDB ANDW ANDL ANDQ SUBB SUBW SUBL SUBQ XORB XORW XORL XORQ CMPB CMPW CMPL CMPQ
    TESTB TESTW TESTL TESTQ INCB INCW INCL INCQ DECB DECW DECL DECQ NOTB NOTW NOTL NOTQ
    NEGB NEGW NEGL NEGQ MULB MULW MULL MULQ IMULW IMULL IMULQ IMUL3W IMUL3L IMUL3Q
    DIVB DIVW DIVL DIVQ IDIVB IDIVW IDIVL IDIVQ CWD CDQ CQO
    ROLB ROLW ROLL ROLQ RORB RORW RORL RORQ RCRB RCRW RCRL RCRQ
    SHLB SHLW SHLL SHLQ SHRB SHRW SHRL SHRQ SARB SARW SARL SARQ
    BSFL BSFQ BSRL BSRQ BSWAPL BSWAPQ POPCNTL POPCNTQ
    BTL BTQ BTSL BTSQ BTRL BTRQ BTCL BTCQ
    SETOS SETOC SETCS SETCC SETEQ SETNE SETLS SETHI SETMI SETPL SETPS SETPC SETLT SETGE SETLE SETGT
    CMOVWOS CMOVWOC CMOVWCS CMOVWCC CMOVWEQ CMOVWNE CMOVWLS CMOVWHI CMOVWMI CMOVWPL CMOVWPS CMOVWPC
    CMOVWLT CMOVWGE CMOVWLE CMOVWGT
    CMOVLOS CMOVLOC CMOVLCS CMOVLCC CMOVLEQ CMOVLNE CMOVLLS CMOVLHI CMOVLMI CMOVLPL CMOVLPS CMOVLPC
    CMOVLLT CMOVLGE CMOVLLE CMOVLGT
    CMOVQOS CMOVQOC CMOVQCS CMOVQCC CMOVQEQ CMOVQNE CMOVQLS CMOVQHI CMOVQMI CMOVQPL CMOVQPS CMOVQPC
    CMOVQLT CMOVQGE CMOVQLE CMOVQGT
    // atomics, strings
    LOCK REP STOSQ MOVSQ XADDL XADDQ CMPXCHGL CMPXCHGQ DUFFZERO DUFFCOPY
    // floats
    ADDSS ADDSD SUBSS SUBSD MULSS MULSD DIVSS DIVSD SQRTSD ROUNDSD XORPS PXOR UCOMISS UCOMISD
    CVTSS2SD CVTSD2SS CVTSL2SS CVTSL2SD CVTSQ2SS CVTSQ2SD CVTTSS2SL CVTTSD2SL CVTTSS2SQ CVTTSD2SQ
    // only in assembly sources: control, flags, the processor
    INT SYSCALL UNDEF HLT CPUID RDTSC RDTSCP XGETBV PAUSE CLC CLD CMC STC STD
    LFENCE MFENCE SFENCE LDMXCSR STMXCSR PREFETCHNTA PREFETCHT0 PREFETCHT1 PREFETCHT2
    BYTE WORD LONG QUAD PUSHQ POPQ PUSHFQ POPFQ
    // strings, integers
    REPN CMPSB CMPSW CMPSL CMPSQ LODSB LODSW LODSL LODSQ MOVSB MOVSW MOVSL SCASB SCASW SCASL SCASQ
    STOSB STOSW STOSL RCLB RCLW RCLL RCLQ BSFW BSRW BTW BTSW BTRW BTCW MOVLQZX MOVBWZX MOVBWSX
    CBW CWDE CDQE XCHGB XCHGW XADDB XADDW CMPXCHGB CMPXCHGW CMPXCHG8B CMPXCHG16B MOVNTIL MOVNTIQ
    // moves of vectors
    MOVO MOVOU MOVAPS MOVAPD MOVUPD MOVNTO MOVHLPS MOVLHPS MOVHPS MOVLPS MOVHPD MOVLPD
    MOVMSKPS MOVMSKPD PMOVMSKB PSHUFD PSHUFHW PSHUFLW PSHUFB PALIGNR SHUFPS SHUFPD
    PINSRB PINSRW PINSRD PINSRQ PEXTRB PEXTRW PEXTRD PEXTRQ
    UNPCKLPS UNPCKHPS UNPCKLPD UNPCKHPD PUNPCKLBW PUNPCKLWL PUNPCKLLQ PUNPCKLQDQ
    PUNPCKHBW PUNPCKHWL PUNPCKHLQ PUNPCKHQDQ PACKSSLW PACKSSWB PACKUSWB
    // integer vectors
    PADDB PADDW PADDL PADDQ PADDSB PADDSW PADDUSB PADDUSW PSUBB PSUBW PSUBL PSUBQ
    PSUBSB PSUBSW PSUBUSB PSUBUSW PAND PANDN POR PCMPEQB PCMPEQW PCMPEQL PCMPGTB PCMPGTW PCMPGTL
    PMINUB PMINSW PMAXUB PMAXSW PAVGB PAVGW PMULLW PMULHW PMULHUW PMULULQ PMADDWL PSADBW
    PSLLW PSLLL PSLLQ PSLLO PSRLW PSRLL PSRLQ PSRLO PSRAW PSRAL AESENC AESENCLAST AESDEC AESDECLAST
    // float vectors, rarer scalars
    ADDPS ADDPD SUBPS SUBPD MULPS MULPD DIVPS DIVPD MINSS MINSD MINPS MINPD MAXSS MAXSD MAXPS MAXPD
    SQRTSS SQRTPS SQRTPD RCPSS RCPPS RSQRTSS RSQRTPS ANDPS ANDPD ANDNPS ANDNPD ORPS ORPD XORPD
    COMISS COMISD CMPSS CMPSD CMPPS CMPPD ROUNDSS
    CVTSS2SL CVTSS2SQ CVTSD2SL CVTSD2SQ CVTPS2PD CVTPD2PS CVTPL2PS CVTPL2PD
    // rewritten by the assembler
    ADJSP
}

/// What an operand's symbol is relative to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Base {
    /// A plain register base (`8(AX)`).
    #[default]
    Reg,
    /// A global symbol, relative to SB.
    Global(SymId),
    /// A local or temporary: offset is relative to the top of the locals until the frame is laid.
    /// The name is printed with its package prefix.
    Auto { prefix: Name, name: Name },
    /// A parameter or result: offset is relative to the argument area.
    Param { prefix: Name, name: Name },
}

/// An operand.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Operand {
    #[default]
    None,
    Reg(Reg),
    /// Thread-local storage base (`TLS`), or `(TLS)` in memory form, see the TLS sequences.
    Tls,
    Const(i64),
    Float(f64),
    Mem(Mem),
    /// `$mem`: the address itself.
    Addr(Mem),
    /// A branch inside the function.
    Branch(ProgId),
    /// `name(SB)` as the target of a call or jump.
    Symbol(SymId),
    /// `*name+offset(SB)`: the target of a call or jump is read from memory.
    Indirect(SymId, i64),
}

/// A memory operand `base+offset(reg)(index*scale)`.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Mem {
    pub base: Base,
    /// Base register for `Base::Reg`; ignored otherwise.
    pub reg: Option<Reg>,
    /// Index register and scale 1, 2, 4, 8.
    pub index: Option<(Reg, u8)>,
    pub offset: i64,
    /// The index is TLS (two-instruction systems).
    pub tls_index: bool,
    /// The address is relative to TLS: `offset(TLS)`.
    pub tls: bool,
}

/// One instruction.
#[derive(Clone, Copy, Debug)]
pub struct Prog {
    pub op: As,
    pub pos: Pos,
    pub from: Operand,
    /// The operand between source and destination of three-operand forms.
    pub from3: Operand,
    pub to: Operand,
    /// Next in the list, once instructions are inserted out of order.
    pub next: PackedOption<ProgId>,
    /// Byte offset in the function, once assembled.
    pub pc: u32,
}

impl Prog {
    pub fn new(op: As, pos: Pos, from: Operand, to: Operand) -> Prog {
        Prog { op, pos, from, from3: Operand::None, to, next: None.into(), pc: 0 }
    }
}

/// Attributes of a function's TEXT instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TextFlags {
    pub dupok: bool,
    pub nosplit: bool,
    pub reflect_method: bool,
    pub wrapper: bool,
    pub need_ctxt: bool,
    /// Runs on the system stack (`//go:systemstack`).
    pub cfunc: bool,
    pub abi_internal: bool,
    /// No code for frame and BP is added; only in assembly sources.
    pub noframe: bool,
    /// The outermost function of a stack, where tracebacks end; only in assembly sources.
    pub topframe: bool,
}

/// A function as emitted, before the assembler lays out frame and branches.
#[derive(Clone, Debug)]
pub struct ProgFunc {
    pub sym: SymId,
    pub pos: Pos,
    pub flags: TextFlags,
    /// Outgoing arguments plus locals in bytes, rounded up to 8, without the saved BP.
    pub frame: i64,
    /// Parameters and results in bytes, rounded up to 8.
    pub args: i64,
    /// The instructions in order; the first is TEXT. Branches name indices of this list.
    pub progs: Vec<Prog>,
}

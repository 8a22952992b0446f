// memequal_amd64.s: comparing memory, for equality and for order.
//
// String comparison compiles to a comparison of lengths and a call of memequal; < and its kin to
// a call of cmpstring.

// func memequal(a, b unsafe.Pointer, size uintptr) bool
TEXT runtime·memequal(SB), NOSPLIT, $0-25
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ size+16(FP), BX
	LEAQ ret+24(FP), AX
	JMP  runtime·memequalbody(SB)

// func memequal_varlen(a, b unsafe.Pointer) bool
// The size lies behind the code pointer of the function value, which DX points to.
TEXT runtime·memequal_varlen(SB), NOSPLIT|NEEDCTXT, $0-17
	MOVQ a+0(FP), SI
	MOVQ b+8(FP), DI
	MOVQ 8(DX), BX
	LEAQ ret+16(FP), AX
	JMP  runtime·memequalbody(SB)

// memequalbody compares BX bytes at SI and DI and stores 1 at (AX) if they are equal, else 0.
TEXT runtime·memequalbody(SB), NOSPLIT, $0-0
	CMPQ SI, DI
	JEQ  equal
	CMPQ BX, $16
	JHI  above16
	CMPQ BX, $8
	JHS  from8to16
	CMPQ BX, $4
	JHS  from4to7
	TESTQ BX, BX
	JEQ  equal
	// One to three bytes: the first, the last and the one in the middle.
	MOVBLZX (SI), CX
	MOVBLZX (DI), DX
	CMPL CX, DX
	JNE  differ
	MOVBLZX -1(SI)(BX*1), CX
	MOVBLZX -1(DI)(BX*1), DX
	CMPL CX, DX
	JNE  differ
	SHRQ $1, BX
	MOVBLZX (SI)(BX*1), CX
	MOVBLZX (DI)(BX*1), DX
	CMPL CX, DX
	SETEQ (AX)
	RET
from4to7:
	MOVL (SI), CX
	CMPL CX, (DI)
	JNE  differ
	MOVL -4(SI)(BX*1), CX
	CMPL CX, -4(DI)(BX*1)
	SETEQ (AX)
	RET
from8to16:
	MOVQ (SI), CX
	CMPQ CX, (DI)
	JNE  differ
	MOVQ -8(SI)(BX*1), CX
	CMPQ CX, -8(DI)(BX*1)
	SETEQ (AX)
	RET

above16:
	CMPQ BX, $64
	JHI  above64
loop16:
	// 17 to 64 bytes: 16 at a time, then the last 16.
	MOVUPS (SI), X0
	MOVUPS (DI), X1
	PCMPEQB X1, X0
	PMOVMSKB X0, CX
	CMPL CX, $0xffff
	JNE  differ
	ADDQ $16, SI
	ADDQ $16, DI
	SUBQ $16, BX
	CMPQ BX, $16
	JHI  loop16
	MOVUPS -16(SI)(BX*1), X0
	MOVUPS -16(DI)(BX*1), X1
	PCMPEQB X1, X0
	PMOVMSKB X0, CX
	CMPL CX, $0xffff
	SETEQ (AX)
	RET

above64:
	MOVUPS (SI), X0
	MOVUPS (DI), X1
	MOVUPS 16(SI), X2
	MOVUPS 16(DI), X3
	MOVUPS 32(SI), X4
	MOVUPS 32(DI), X5
	MOVUPS 48(SI), X6
	MOVUPS 48(DI), X7
	PCMPEQB X1, X0
	PCMPEQB X3, X2
	PCMPEQB X5, X4
	PCMPEQB X7, X6
	PAND X2, X0
	PAND X6, X4
	PAND X4, X0
	PMOVMSKB X0, CX
	CMPL CX, $0xffff
	JNE  differ
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $64, BX
	CMPQ BX, $64
	JHI  above64
	CMPQ BX, $16
	JHI  loop16
	// 1 to 16 bytes are left: the last 16, some of which are known to be equal.
	MOVUPS -16(SI)(BX*1), X0
	MOVUPS -16(DI)(BX*1), X1
	PCMPEQB X1, X0
	PMOVMSKB X0, CX
	CMPL CX, $0xffff
	SETEQ (AX)
	RET

equal:
	MOVB $1, (AX)
	RET
differ:
	MOVB $0, (AX)
	RET

// func cmpstring(a, b string) int
TEXT runtime·cmpstring(SB), NOSPLIT, $0-40
	MOVQ a_base+0(FP), SI
	MOVQ a_len+8(FP), BX
	MOVQ b_base+16(FP), DI
	MOVQ b_len+24(FP), DX
	LEAQ ret+32(FP), R9
	JMP  runtime·cmpbody(SB)

// cmpbody orders BX bytes at SI and DX bytes at DI and stores -1, 0 or 1 at (R9). The first byte that
// differs decides; if there is none, the length.
TEXT runtime·cmpbody(SB), NOSPLIT, $0-0
	MOVQ BX, R8 // the shorter length
	CMPQ DX, R8
	JGE  shorter
	MOVQ DX, R8
shorter:
	CMPQ SI, DI
	JEQ  lengths
	CMPQ R8, $8
	JLT  below8
	CMPQ R8, $16
	JLT  from8to15
loop16:
	MOVUPS (SI), X0
	MOVUPS (DI), X1
	PCMPEQB X0, X1
	PMOVMSKB X1, AX
	XORL $0xffff, AX
	JNE  differ16
	ADDQ $16, SI
	ADDQ $16, DI
	SUBQ $16, R8
	CMPQ R8, $16
	JGE  loop16
	TESTQ R8, R8
	JEQ  lengths
	// The last 16 bytes, of which the first 16-R8 are known to be equal.
	MOVUPS -16(SI)(R8*1), X0
	MOVUPS -16(DI)(R8*1), X1
	PCMPEQB X0, X1
	PMOVMSKB X1, AX
	XORL $0xffff, AX
	JEQ  lengths
	LEAQ -16(SI)(R8*1), SI
	LEAQ -16(DI)(R8*1), DI
differ16:
	BSFL AX, AX
	MOVBLZX (SI)(AX*1), CX
	MOVBLZX (DI)(AX*1), R10
	CMPL CX, R10
	JHI  greater
	JMP  less

from8to15:
	MOVQ (SI), AX
	MOVQ (DI), CX
	CMPQ AX, CX
	JNE  differ8
	MOVQ -8(SI)(R8*1), AX
	MOVQ -8(DI)(R8*1), CX
	CMPQ AX, CX
	JEQ  lengths
differ8:
	// As big-endian numbers they are ordered like the bytes.
	BSWAPQ AX
	BSWAPQ CX
	CMPQ AX, CX
	JHI  greater
	JMP  less

below8:
	CMPQ R8, $4
	JLT  below4
	MOVL (SI), AX
	MOVL (DI), CX
	CMPL AX, CX
	JNE  differ4
	MOVL -4(SI)(R8*1), AX
	MOVL -4(DI)(R8*1), CX
	CMPL AX, CX
	JEQ  lengths
differ4:
	BSWAPL AX
	BSWAPL CX
	CMPL AX, CX
	JHI  greater
	JMP  less

below4:
	TESTQ R8, R8
	JEQ  lengths
	MOVBLZX (SI), AX
	MOVBLZX (DI), CX
	CMPL AX, CX
	JHI  greater
	JLO  less
	INCQ SI
	INCQ DI
	DECQ R8
	JMP  below4

lengths:
	CMPQ BX, DX
	JGT  greater
	JLT  less
	MOVQ $0, (R9)
	RET
greater:
	MOVQ $1, (R9)
	RET
less:
	MOVQ $-1, (R9)
	RET

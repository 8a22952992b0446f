// bytealg_amd64.s: searching, counting and comparing bytes, 16 at a time.
//
// PCMPEQB compares 16 bytes with 16 others and leaves FF where they are equal; PMOVMSKB collects
// the top bits into a 16-bit number: bit i tells of byte i. The byte that is looked for is first
// copied into all 16 places, by multiplying with 0101...01.

// func IndexByte(b []byte, c byte) int
TEXT internal∕bytealg·IndexByte(SB), NOSPLIT, $0-40
	MOVQ b_base+0(FP), SI
	MOVQ b_len+8(FP), BX
	MOVBLZX c+24(FP), AX
	LEAQ ret+32(FP), R8
	JMP  internal∕bytealg·indexbytebody(SB)

// func IndexByteString(s string, c byte) int
TEXT internal∕bytealg·IndexByteString(SB), NOSPLIT, $0-32
	MOVQ s_base+0(FP), SI
	MOVQ s_len+8(FP), BX
	MOVBLZX c+16(FP), AX
	LEAQ ret+24(FP), R8
	JMP  internal∕bytealg·indexbytebody(SB)

// indexbytebody stores at (R8) where the byte AX first occurs among the BX bytes at SI, -1 if it
// does not.
TEXT internal∕bytealg·indexbytebody(SB), NOSPLIT, $0-0
	MOVQ SI, DI
	LEAQ (SI)(BX*1), R9 // end
	CMPQ BX, $16
	JLT  bytes
	MOVQ $0x0101010101010101, CX
	IMULQ CX, AX
	MOVQ AX, X0
	PUNPCKLQDQ X0, X0
	LEAQ -16(R9), R10 // the last place where 16 bytes start
loop:
	MOVUPS (DI), X1
	PCMPEQB X0, X1
	PMOVMSKB X1, DX
	BSFL DX, DX
	JNE  found
	ADDQ $16, DI
	CMPQ DI, R10
	JLO  loop
	// The last 16, some of which have been looked at already.
	MOVQ R10, DI
	MOVUPS (DI), X1
	PCMPEQB X0, X1
	PMOVMSKB X1, DX
	BSFL DX, DX
	JEQ  none
found:
	SUBQ SI, DI
	ADDQ DX, DI
	MOVQ DI, (R8)
	RET
bytes:
	CMPQ DI, R9
	JEQ  none
	MOVBLZX (DI), CX
	CMPL CX, AX
	JEQ  here
	INCQ DI
	JMP  bytes
here:
	SUBQ SI, DI
	MOVQ DI, (R8)
	RET
none:
	MOVQ $-1, (R8)
	RET

// func Count(b []byte, c byte) int
TEXT internal∕bytealg·Count(SB), NOSPLIT, $0-40
	MOVQ b_base+0(FP), SI
	MOVQ b_len+8(FP), BX
	MOVBLZX c+24(FP), AX
	LEAQ ret+32(FP), R8
	JMP  internal∕bytealg·countbody(SB)

// func CountString(s string, c byte) int
TEXT internal∕bytealg·CountString(SB), NOSPLIT, $0-32
	MOVQ s_base+0(FP), SI
	MOVQ s_len+8(FP), BX
	MOVBLZX c+16(FP), AX
	LEAQ ret+24(FP), R8
	JMP  internal∕bytealg·countbody(SB)

// countbody stores at (R8) how often the byte AX occurs among the BX bytes at SI. Not every
// processor can count the bits of a mask at once, so each costs a step: most masks are empty.
TEXT internal∕bytealg·countbody(SB), NOSPLIT, $0-0
	XORL DI, DI // the count
	CMPQ BX, $16
	JLT  bytes
	MOVQ AX, R9
	MOVQ $0x0101010101010101, CX
	IMULQ CX, R9
	MOVQ R9, X0
	PUNPCKLQDQ X0, X0
loop:
	MOVUPS (SI), X1
	PCMPEQB X0, X1
	PMOVMSKB X1, DX
	TESTL DX, DX
	JEQ  next
bits:
	INCQ DI
	LEAL -1(DX), CX
	ANDL CX, DX // without its lowest bit
	JNE  bits
next:
	ADDQ $16, SI
	SUBQ $16, BX
	CMPQ BX, $16
	JGE  loop
bytes:
	TESTQ BX, BX
	JEQ  done
	MOVBLZX (SI), CX
	INCQ SI
	DECQ BX
	CMPL CX, AX
	JNE  bytes
	INCQ DI
	JMP  bytes
done:
	MOVQ DI, (R8)
	RET

// func Compare(a, b []byte) int
// The runtime orders strings the same way.
TEXT internal∕bytealg·Compare(SB), NOSPLIT, $0-56
	MOVQ a_base+0(FP), SI
	MOVQ a_len+8(FP), BX
	MOVQ b_base+24(FP), DI
	MOVQ b_len+32(FP), DX
	LEAQ ret+48(FP), R9
	JMP  runtime·cmpbody(SB)

// memmove_amd64.s: copying memory.
//
// Up to 256 bytes: everything is loaded before anything is stored, so it does not matter whether the areas
// overlap. n bytes with k <= n <= 2k are the first k and the last k bytes, which may overlap each other;
// that way a handful of cases covers all lengths. More than 256 bytes: forward, or backward if
// the destination begins inside the source. Pointers are moved as whole words as long as addresses
// are multiples of 8.

// func memmove(to, from unsafe.Pointer, n uintptr)
TEXT runtime·memmove(SB), NOSPLIT, $0-24
	MOVQ to+0(FP), DI
	MOVQ from+8(FP), SI
	MOVQ n+16(FP), BX

again:
	CMPQ BX, $16
	JHI  above16
	CMPQ BX, $8
	JHS  from8to16
	CMPQ BX, $4
	JHS  from4to7
	TESTQ BX, BX
	JEQ  done
	CMPQ BX, $2
	JHI  three
	MOVBLZX (SI), AX
	MOVBLZX -1(SI)(BX*1), CX
	MOVB AX, (DI)
	MOVB CX, -1(DI)(BX*1)
done:
	RET
three:
	MOVWLZX (SI), AX
	MOVBLZX 2(SI), CX
	MOVW AX, (DI)
	MOVB CX, 2(DI)
	RET
from4to7:
	MOVL (SI), AX
	MOVL -4(SI)(BX*1), CX
	MOVL AX, (DI)
	MOVL CX, -4(DI)(BX*1)
	RET
from8to16:
	// With n = 8 both words are the same one, moved whole.
	MOVQ (SI), AX
	MOVQ -8(SI)(BX*1), CX
	MOVQ AX, (DI)
	MOVQ CX, -8(DI)(BX*1)
	RET

above16:
	CMPQ BX, $32
	JHI  above32
	MOVUPS (SI), X0
	MOVUPS -16(SI)(BX*1), X1
	MOVUPS X0, (DI)
	MOVUPS X1, -16(DI)(BX*1)
	RET
above32:
	CMPQ BX, $64
	JHI  above64
	MOVUPS (SI), X0
	MOVUPS 16(SI), X1
	MOVUPS -32(SI)(BX*1), X2
	MOVUPS -16(SI)(BX*1), X3
	MOVUPS X0, (DI)
	MOVUPS X1, 16(DI)
	MOVUPS X2, -32(DI)(BX*1)
	MOVUPS X3, -16(DI)(BX*1)
	RET
above64:
	CMPQ BX, $128
	JHI  above128
	MOVUPS (SI), X0
	MOVUPS 16(SI), X1
	MOVUPS 32(SI), X2
	MOVUPS 48(SI), X3
	MOVUPS -64(SI)(BX*1), X4
	MOVUPS -48(SI)(BX*1), X5
	MOVUPS -32(SI)(BX*1), X6
	MOVUPS -16(SI)(BX*1), X7
	MOVUPS X0, (DI)
	MOVUPS X1, 16(DI)
	MOVUPS X2, 32(DI)
	MOVUPS X3, 48(DI)
	MOVUPS X4, -64(DI)(BX*1)
	MOVUPS X5, -48(DI)(BX*1)
	MOVUPS X6, -32(DI)(BX*1)
	MOVUPS X7, -16(DI)(BX*1)
	RET
above128:
	CMPQ BX, $256
	JHI  above256
	MOVUPS (SI), X0
	MOVUPS 16(SI), X1
	MOVUPS 32(SI), X2
	MOVUPS 48(SI), X3
	MOVUPS 64(SI), X4
	MOVUPS 80(SI), X5
	MOVUPS 96(SI), X6
	MOVUPS 112(SI), X7
	MOVUPS -128(SI)(BX*1), X8
	MOVUPS -112(SI)(BX*1), X9
	MOVUPS -96(SI)(BX*1), X10
	MOVUPS -80(SI)(BX*1), X11
	MOVUPS -64(SI)(BX*1), X12
	MOVUPS -48(SI)(BX*1), X13
	MOVUPS -32(SI)(BX*1), X14
	MOVUPS -16(SI)(BX*1), X15
	MOVUPS X0, (DI)
	MOVUPS X1, 16(DI)
	MOVUPS X2, 32(DI)
	MOVUPS X3, 48(DI)
	MOVUPS X4, 64(DI)
	MOVUPS X5, 80(DI)
	MOVUPS X6, 96(DI)
	MOVUPS X7, 112(DI)
	MOVUPS X8, -128(DI)(BX*1)
	MOVUPS X9, -112(DI)(BX*1)
	MOVUPS X10, -96(DI)(BX*1)
	MOVUPS X11, -80(DI)(BX*1)
	MOVUPS X12, -64(DI)(BX*1)
	MOVUPS X13, -48(DI)(BX*1)
	MOVUPS X14, -32(DI)(BX*1)
	MOVUPS X15, -16(DI)(BX*1)
	RET

above256:
	// Backward if to - from, taken as unsigned, is less than n.
	MOVQ DI, AX
	SUBQ SI, AX
	JEQ  done
	CMPQ AX, BX
	JLO  backward

	CMPQ BX, $2048
	JHS  long

	// Forward, 64 bytes at a time; the last 64 are loaded first, before they may be overwritten.
	MOVUPS -64(SI)(BX*1), X8
	MOVUPS -48(SI)(BX*1), X9
	MOVUPS -32(SI)(BX*1), X10
	MOVUPS -16(SI)(BX*1), X11
	LEAQ -64(DI)(BX*1), R8
forward:
	MOVUPS (SI), X0
	MOVUPS 16(SI), X1
	MOVUPS 32(SI), X2
	MOVUPS 48(SI), X3
	MOVUPS X0, (DI)
	MOVUPS X1, 16(DI)
	MOVUPS X2, 32(DI)
	MOVUPS X3, 48(DI)
	ADDQ $64, SI
	ADDQ $64, DI
	CMPQ DI, R8
	JLO  forward
	MOVUPS X8, (R8)
	MOVUPS X9, 16(R8)
	MOVUPS X10, 32(R8)
	MOVUPS X11, 48(R8)
	RET

long:
	// The processor has fast code of its own for long copies. The last 8 bytes go separately, loaded before.
	MOVQ -8(SI)(BX*1), AX
	LEAQ -8(DI)(BX*1), R8
	LEAQ -1(BX), CX
	SHRQ $3, CX
	REP
	MOVSQ
	MOVQ AX, (R8)
	RET

backward:
	MOVUPS (SI), X8
	MOVUPS 16(SI), X9
	MOVUPS 32(SI), X10
	MOVUPS 48(SI), X11
	LEAQ 64(DI), R8
	ADDQ BX, SI
	LEAQ (DI)(BX*1), R9
back:
	MOVUPS -16(SI), X0
	MOVUPS -32(SI), X1
	MOVUPS -48(SI), X2
	MOVUPS -64(SI), X3
	MOVUPS X0, -16(R9)
	MOVUPS X1, -32(R9)
	MOVUPS X2, -48(R9)
	MOVUPS X3, -64(R9)
	SUBQ $64, SI
	SUBQ $64, R9
	CMPQ R9, R8
	JHI  back
	MOVUPS X8, (DI)
	MOVUPS X9, 16(DI)
	MOVUPS X10, 32(DI)
	MOVUPS X11, 48(DI)
	RET

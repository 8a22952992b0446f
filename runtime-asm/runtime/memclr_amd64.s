// memclr_amd64.s: setting memory to zero.
//
// As in memmove_amd64.s, lengths from k to 2k are two stores of k bytes that may overlap.

// func memclrNoHeapPointers(ptr unsafe.Pointer, n uintptr)
TEXT runtime·memclrNoHeapPointers(SB), NOSPLIT, $0-16
	MOVQ ptr+0(FP), DI
	MOVQ n+8(FP), BX
	XORL AX, AX
	CMPQ BX, $16
	JHI  above16
	CMPQ BX, $8
	JHS  from8to16
	CMPQ BX, $4
	JHS  from4to7
	TESTQ BX, BX
	JEQ  done
	MOVB AX, (DI)
	MOVB AX, -1(DI)(BX*1)
	CMPQ BX, $2
	JLS  done
	MOVB AX, 1(DI)
done:
	RET
from4to7:
	MOVL AX, (DI)
	MOVL AX, -4(DI)(BX*1)
	RET
from8to16:
	MOVQ AX, (DI)
	MOVQ AX, -8(DI)(BX*1)
	RET

above16:
	XORPS X0, X0
	CMPQ BX, $32
	JHI  above32
	MOVUPS X0, (DI)
	MOVUPS X0, -16(DI)(BX*1)
	RET
above32:
	CMPQ BX, $64
	JHI  above64
	MOVUPS X0, (DI)
	MOVUPS X0, 16(DI)
	MOVUPS X0, -32(DI)(BX*1)
	MOVUPS X0, -16(DI)(BX*1)
	RET
above64:
	CMPQ BX, $2048
	JHS  long
	LEAQ -64(DI)(BX*1), R8
loop:
	MOVUPS X0, (DI)
	MOVUPS X0, 16(DI)
	MOVUPS X0, 32(DI)
	MOVUPS X0, 48(DI)
	ADDQ $64, DI
	CMPQ DI, R8
	JLO  loop
	MOVUPS X0, (R8)
	MOVUPS X0, 16(R8)
	MOVUPS X0, 32(R8)
	MOVUPS X0, 48(R8)
	RET
long:
	MOVQ AX, -8(DI)(BX*1)
	MOVQ BX, CX
	SHRQ $3, CX
	REP
	STOSQ
	RET

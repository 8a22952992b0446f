// Frames, names relative to FP and SP, jumps, macros, data. frames.txt has the bytes of each function.

#define SIXTEEN (1<<4)
#define swap(a, b) \
	MOVQ a, R8; \
	MOVQ b, a \
	MOVQ R8, b
#define twice(x) x; \
	x

TEXT ·noframe(SB), NOSPLIT|NOFRAME, $0-16
	MOVQ a+0(FP), AX
	MOVQ AX, ret+8(FP)
	RET

TEXT ·leaf(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), AX
	ADDQ b+8(FP), AX
	MOVQ AX, ret+16(FP)
	RET

TEXT ·framed(SB), NOSPLIT, $32-16
	MOVQ a+0(FP), AX
	MOVQ AX, x-8(SP)
	LEAQ x-8(SP), BX
	MOVQ BX, 0(SP)
	MOVQ AX, y-32(SP)
	MOVQ 8(SP), CX
	MOVQ $a+8(FP), DX
	MOVQ $y-32(SP), SI
	RET

// Small and without calls: no check of the stack.
TEXT ·quiet(SB), 0, $16-0
	MOVQ $0, x-8(SP)
	RET

TEXT ·calls(SB), 0, $24-8
	MOVQ a+0(FP), AX
	MOVQ AX, 0(SP)
	CALL ·noframe(SB)
	MOVQ 8(SP), AX
	TESTQ AX, AX
	JZ done
	CALL runtime·panicdivide(SB)
done:
	RET

TEXT ·medium(SB), 0, $512-0
	CALL ·leaf(SB)
	RET

TEXT ·large(SB), 0, $8192-0
	CALL ·leaf(SB)
	RET

TEXT ·context(SB), NEEDCTXT, $0-0
	CALL ·leaf(SB)
	RET

TEXT ·wrapped(SB), WRAPPER, $8-0
	CALL ·leaf(SB)
	RET

// The frame of 128 bytes, which ADDQ subtracts.
TEXT ·hundred(SB), 0, $120-0
	CALL ·leaf(SB)
	RET

TEXT ·pushes(SB), NOSPLIT, $16-8
	PUSHQ AX
	MOVQ a+0(FP), BX
	MOVQ x-8(SP), CX
	PUSHFQ
	MOVQ a+0(FP), BX
	POPFQ
	POPQ AX
	MOVQ a+0(FP), BX
	RET

TEXT ·jumps(SB), NOSPLIT, $0
	JMP over
back:
	INCQ AX
over:
	CMPQ AX, $10
	JLT back
	JNE 2(PC)
	DECQ AX
	JMP -2(PC)
	JMP far
	QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0
	QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0; QUAD $0
far:
	JEQ back
	JMP ·leaf(SB)

TEXT ·macros(SB), NOSPLIT, $0
	swap(AX, BX)
	ADDQ $SIXTEEN*2+1, AX
	twice(INCQ AX)
	twice(INCQ -(2*4)(SP))
	MOVQ (SIXTEEN-8)(BX), AX
	MOVQ $~7, CX
	MOVB $'a', CX
	RET

TEXT ·tls(SB), NOSPLIT, $0
	get_tls(CX)
	MOVQ g(CX), AX
	MOVQ AX, g(CX)
	RET

TEXT local<>(SB), NOSPLIT, $0
	MOVQ table<>+8(SB), AX
	LEAQ table<>(SB), BX
	JMP local<>(SB)

DATA table<>+0(SB)/8, $"abc\x00\n"
DATA table<>+8(SB)/4, $-2
DATA table<>+12(SB)/1, $0x41
DATA table<>+16(SB)/8, $·leaf(SB)
DATA table<>+24(SB)/8, $1.5
DATA table<>+32(SB)/4, $(0.25)
GLOBL table<>(SB), RODATA|NOPTR, $40
GLOBL ·count(SB), NOPTR, $8

// asm_linux_amd64.s: system calls for package syscall.
//
// func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno), and with six arguments. A result
// in [-4095, -1] is an error number. There is one thread and calls simply block, so the Raw forms
// are the same.

TEXT ·Syscall(SB),NOSPLIT|NOFRAME,$0-56
	MOVQ	trap+0(FP), AX
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	SYSCALL
	CMPQ	AX, $-4095
	JCC	failed
	MOVQ	AX, r1+32(FP)
	MOVQ	DX, r2+40(FP)
	MOVQ	$0, err+48(FP)
	RET
failed:
	MOVQ	$-1, r1+32(FP)
	MOVQ	$0, r2+40(FP)
	NEGQ	AX
	MOVQ	AX, err+48(FP)
	RET

TEXT ·Syscall6(SB),NOSPLIT|NOFRAME,$0-80
	MOVQ	trap+0(FP), AX
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	MOVQ	a4+32(FP), R10
	MOVQ	a5+40(FP), R8
	MOVQ	a6+48(FP), R9
	SYSCALL
	CMPQ	AX, $-4095
	JCC	failed
	MOVQ	AX, r1+56(FP)
	MOVQ	DX, r2+64(FP)
	MOVQ	$0, err+72(FP)
	RET
failed:
	MOVQ	$-1, r1+56(FP)
	MOVQ	$0, r2+64(FP)
	NEGQ	AX
	MOVQ	AX, err+72(FP)
	RET

TEXT ·RawSyscall(SB),NOSPLIT|NOFRAME,$0-56
	JMP	·Syscall(SB)

TEXT ·RawSyscall6(SB),NOSPLIT|NOFRAME,$0-80
	JMP	·Syscall6(SB)

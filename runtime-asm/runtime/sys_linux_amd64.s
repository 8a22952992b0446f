// sys_linux_amd64.s: system calls and the entry of signals.
//
// The kernel's convention (System V ABI, amd64 supplement, appendix A.2): number in AX, arguments in
// DI, SI, DX, R10, R8, R9, result in AX, -errno for errors; CX and R11 are overwritten. The wrappers
// with names are in os_linux.go.

// func rawsyscall(trap, a1, a2, a3, a4, a5, a6 uintptr) uintptr
TEXT runtime·rawsyscall(SB),NOSPLIT|NOFRAME,$0-64
	MOVQ	trap+0(FP), AX
	MOVQ	a1+8(FP), DI
	MOVQ	a2+16(FP), SI
	MOVQ	a3+24(FP), DX
	MOVQ	a4+32(FP), R10
	MOVQ	a5+40(FP), R8
	MOVQ	a6+48(FP), R9
	SYSCALL
	MOVQ	AX, ret+56(FP)
	RET

// sigtramp is the handler that the kernel calls, on the signal stack: DI signal, SI siginfo, DX
// ucontext. Go code checks its stack against g, so g becomes the signal goroutine for as long as
// sighandler runs. Registers need not be kept: sigreturn restores all of them.
TEXT runtime·sigtramp(SB),NOSPLIT|NOFRAME|TOPFRAME,$0
	SUBQ	$56, SP
	MOVQ	(TLS), R12
	MOVQ	R12, 40(SP)
	MOVQ	48(R12), BX	// g.m
	MOVQ	16(BX), CX	// m.gsignal
	MOVQ	CX, (TLS)
	MOVQ	DI, 0(SP)
	MOVQ	SI, 8(SP)
	MOVQ	DX, 16(SP)
	MOVQ	R12, 24(SP)
	CALL	runtime·sighandler(SB)
	MOVQ	40(SP), R12
	MOVQ	R12, (TLS)
	ADDQ	$56, SP
	RET

// sigreturn is where sigtramp returns to: rt_sigreturn (15) goes back to what was interrupted.
TEXT runtime·sigreturn(SB),NOSPLIT|NOFRAME|TOPFRAME,$0
	MOVQ	$15, AX
	SYSCALL
	INT	$3

// rt0_amd64.s: where the kernel starts the program.
//
// The System V ABI (amd64 supplement, 3.4.1, "Initial Stack") fixes what SP points to: argc, then
// argv, a nil, the environment, a nil, the auxiliary vector. No return address: this code never returns.
//
// Order: the thread gets its first goroutine record, g0, on the kernel's stack; TLS is set so that
// FS:-8 holds the current g, which compiled code reads as (TLS); then the runtime initialises
// itself in Go, makes a goroutine for runtime.main, and hands g0 to the scheduler.

TEXT _rt0_amd64_linux(SB),NOSPLIT|NOFRAME,$0
	MOVQ	0(SP), DI
	LEAQ	8(SP), SI
	JMP	runtime·rt0_go(SB)

// rt0_go starts the runtime. DI: argc; SI: argv.
TEXT runtime·rt0_go(SB),NOSPLIT|NOFRAME|TOPFRAME,$0
	ANDQ	$~15, SP
	SUBQ	$64, SP
	MOVQ	DI, runtime·argc(SB)
	MOVQ	SI, runtime·argv(SB)
	XORL	BP, BP

	// g0 takes 1 MB of the 8 MB that the kernel lets the first stack grow to.
	LEAQ	runtime·g0(SB), R12
	MOVQ	SP, 8(R12)	// stack.hi
	LEAQ	-(1024*1024)(SP), BX
	MOVQ	BX, 0(R12)	// stack.lo
	ADDQ	$4096, BX
	MOVQ	BX, 16(R12)	// stackguard0
	MOVQ	BX, 24(R12)	// stackguard1
	LEAQ	runtime·m0(SB), R13
	MOVQ	R13, 48(R12)	// g0.m
	MOVQ	R12, 0(R13)	// m0.g0

	// arch_prctl(ARCH_SET_FS, tls0+8): FS:-8 is tls0's first word.
	LEAQ	runtime·tls0+8(SB), SI
	MOVQ	$0x1002, DI
	MOVQ	$158, AX
	SYSCALL
	MOVQ	R12, (TLS)

	CALL	runtime·schedinit(SB)

	// Where mcall, systemstack and morestack put SP when they come to g0: here.
	LEAQ	runtime·g0(SB), R12
	MOVQ	SP, 56(R12)	// sched.sp
	MOVQ	R12, 72(R12)	// sched.g
	CALL	runtime·schedule(SB)
	INT	$3

// func mainInittask() *initTask
// The main package's record of what to initialise; the linker makes it.
TEXT runtime·mainInittask(SB),NOSPLIT|NOFRAME,$0-8
	LEAQ	main··inittask(SB), AX
	MOVQ	AX, ret+0(FP)
	RET

// func mainMain()
TEXT runtime·mainMain(SB),NOSPLIT|NOFRAME,$0-0
	JMP	main·main(SB)

// defer_amd64.s: the parts of defer that only assembly can do.
//
// The facts: `defer f(args)` outside loops becomes a record in the frame (siz, fn and the arguments
// filled in) and a call of deferprocStack; every return of the function calls deferreturn, which
// runs the newest record of this frame by jmpdefer. Record: siz 0, started 4, heap 5, sp 8, pc 16,
// fn 24, _panic 32, link 40, arguments 48. g._panic is at 32 and g._defer at 40 of g.

// func deferprocStack(d *_defer)
// Puts d in front of the goroutine's list. d.sp tells whose record it is: the caller's SP at this call,
// which is the SP at its deferreturn call too. d.pc is where recovery comes back to.
// Returns 0 in AX; recovery makes the same call return 1.
TEXT runtime·deferprocStack(SB),NOSPLIT|NOFRAME,$0-8
	MOVQ	d+0(FP), BX
	MOVQ	(TLS), CX
	MOVW	$0, 4(BX)	// started = false, heap = false
	LEAQ	d+0(FP), AX
	MOVQ	AX, 8(BX)	// sp
	MOVQ	0(SP), AX
	MOVQ	AX, 16(BX)	// pc
	MOVQ	$0, 32(BX)	// _panic
	MOVQ	40(CX), AX
	MOVQ	AX, 40(BX)	// link
	MOVQ	BX, 40(CX)	// g._defer
	XORL	AX, AX
	RET

// func jmpdefer(fn *funcval, argp uintptr)
// Ends deferreturn and runs fn as if deferreturn's caller had called it. argp is that caller's SP:
// the arguments are there already, and the word below is deferreturn's return address, just behind
// a CALL of 5 bytes. Stepping it back over the CALL makes fn return to the CALL itself, so that
// deferreturn runs again, until no record of the frame is left.
TEXT runtime·jmpdefer(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	fn+0(FP), DX
	MOVQ	argp+8(FP), BX
	LEAQ	-8(BX), SP
	MOVQ	-8(SP), BP	// deferreturn's frame keeps its caller's BP there
	SUBQ	$5, 0(SP)
	MOVQ	0(DX), BX
	JMP	BX

// func calldefer()
// Calls the function of the newest record, g._defer, with a copy of its arguments, for gopanic and
// Goexit, whose frames are not the one that deferred. The copy needs a frame of fixed size, so that
// stacks can be walked; there is one function per size. They are wrappers: recover works in the
// function they call as if gopanic had called it (their prologue moves _panic.argp down).
TEXT runtime·calldefer(SB),NOSPLIT|NOFRAME,$0-0
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	CMPL	CX, $32
	JHI	more32
	JMP	runtime·calldefer32(SB)
more32:
	CMPL	CX, $256
	JHI	more256
	JMP	runtime·calldefer256(SB)
more256:
	CMPL	CX, $2048
	JHI	more2k
	JMP	runtime·calldefer2k(SB)
more2k:
	CMPL	CX, $16384
	JHI	more16k
	JMP	runtime·calldefer16k(SB)
more16k:
	CMPL	CX, $131072
	JHI	more128k
	JMP	runtime·calldefer128k(SB)
more128k:
	CMPL	CX, $1048576
	JHI	more1m
	JMP	runtime·calldefer1m(SB)
more1m:
	CMPL	CX, $8388608
	JHI	more8m
	JMP	runtime·calldefer8m(SB)
more8m:
	JMP	runtime·baddefersize(SB)

// Up to 32 bytes of arguments.
TEXT runtime·calldefer32(SB),WRAPPER,$32-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 256 bytes of arguments.
TEXT runtime·calldefer256(SB),WRAPPER,$256-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 2048 bytes of arguments.
TEXT runtime·calldefer2k(SB),WRAPPER,$2048-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 16384 bytes of arguments.
TEXT runtime·calldefer16k(SB),WRAPPER,$16384-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 131072 bytes of arguments.
TEXT runtime·calldefer128k(SB),WRAPPER,$131072-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 1048576 bytes of arguments.
TEXT runtime·calldefer1m(SB),WRAPPER,$1048576-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

// Up to 8388608 bytes of arguments.
TEXT runtime·calldefer8m(SB),WRAPPER,$8388608-0
	NO_LOCAL_POINTERS
	MOVQ	(TLS), CX
	MOVQ	40(CX), BX
	MOVL	0(BX), CX
	LEAQ	48(BX), SI
	MOVQ	SP, DI
	REP
	MOVSB
	MOVQ	24(BX), DX
	MOVQ	0(DX), AX
	CALL	AX
	RET

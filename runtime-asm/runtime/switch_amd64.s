// switch_amd64.s: the ways from one stack to another.
//
// A goroutine that does not run is four words in g.sched: SP, PC, BP and the closure context.
// Nothing else needs saving, since in Go's calling convention (1.13) every register belongs to
// the caller, and all switches happen at calls.
//
//   gogo          g0 -> goroutine     continue where g.sched says
//   mcall         goroutine -> g0     save, then run fn(g) on g0; fn does not return
//   systemstack   goroutine -> g0 -> goroutine     run fn() on g0's larger stack and come back
//   morestack     goroutine -> g0     called by a prologue that found too little stack
//
// Offsets: g.m 48, g.sched 56 (sp 56, pc 64, g 72, ctxt 80, ret 88, bp 96); m.g0 0, m.curg 8, m.morebuf 24.

// func gogo(buf *gobuf)
// Continues at buf. BP, DX and AX are set as well: AX = 1 makes a deferproc call return once more.
TEXT runtime·gogo(SB),NOSPLIT|NOFRAME,$0-8
	MOVQ	buf+0(FP), BX
	MOVQ	16(BX), CX
	MOVQ	CX, (TLS)
	MOVQ	0(BX), SP
	MOVQ	24(BX), DX
	MOVQ	32(BX), AX
	MOVQ	40(BX), BP
	MOVQ	8(BX), R8
	MOVQ	$0, 0(BX)
	MOVQ	$0, 24(BX)	// the collector must not see an old closure
	MOVQ	$0, 32(BX)
	MOVQ	$0, 40(BX)
	JMP	R8

// func mcall(fn func(*g))
// Leaves the goroutine as if mcall had just returned, and calls fn with it on g0's stack.
TEXT runtime·mcall(SB),NOSPLIT|NOFRAME,$0-8
	MOVQ	fn+0(FP), DX
	MOVQ	(TLS), AX
	MOVQ	0(SP), BX
	MOVQ	BX, 64(AX)	// sched.pc: the return address
	LEAQ	fn+0(FP), BX
	MOVQ	BX, 56(AX)	// sched.sp: as after the return
	MOVQ	AX, 72(AX)
	MOVQ	BP, 96(AX)

	MOVQ	48(AX), BX
	MOVQ	0(BX), CX	// m.g0
	MOVQ	CX, (TLS)
	MOVQ	56(CX), SP
	XORL	BP, BP
	PUSHQ	AX
	MOVQ	0(DX), R8
	CALL	R8
	POPQ	AX
	CALL	runtime·badmcall(SB)
	INT	$3

// func systemstack(fn func())
// Runs fn on g0's stack; on g0 itself it is a plain call. While fn runs, g.sched describes the
// goroutine as if it stood at this call, for the collector and tracebacks.
TEXT runtime·systemstack(SB),NOSPLIT|NOFRAME,$0-8
	MOVQ	fn+0(FP), DX
	MOVQ	(TLS), AX
	MOVQ	48(AX), BX
	MOVQ	0(BX), CX	// m.g0
	CMPQ	AX, CX
	JEQ	already

	MOVQ	0(SP), BX
	MOVQ	BX, 64(AX)
	LEAQ	fn+0(FP), BX
	MOVQ	BX, 56(AX)
	MOVQ	AX, 72(AX)
	MOVQ	BP, 96(AX)

	MOVQ	CX, (TLS)
	MOVQ	56(CX), SP
	XORL	BP, BP
	SUBQ	$16, SP
	MOVQ	AX, 0(SP)	// the goroutine, which fn does not move to another stack
	MOVQ	0(DX), R8
	CALL	R8

	MOVQ	0(SP), AX
	MOVQ	AX, (TLS)
	MOVQ	56(AX), SP
	MOVQ	96(AX), BP
	MOVQ	64(AX), BX
	MOVQ	$0, 56(AX)
	MOVQ	$0, 96(AX)
	JMP	BX

already:
	MOVQ	0(DX), R8
	JMP	R8

// morestack is called by the prologue of a function f that finds SP below g.stackguard0:
//   0(SP)   where f goes on: a jump to its first instruction
//   8(SP)   f's return address, then f's arguments
// DX is f's closure context. The goroutine is saved at f's entry, and newstack on g0 moves it
// to a larger stack and restarts f. morestack_noctxt is for functions that have no context.
TEXT runtime·morestack(SB),NOSPLIT|NOFRAME,$0-0
	MOVQ	(TLS), AX
	MOVQ	48(AX), BX
	MOVQ	0(BX), CX	// m.g0
	CMPQ	AX, CX
	JNE	ordinary
	CALL	runtime·badmorestackg0(SB)
	INT	$3
ordinary:
	MOVQ	8(SP), R8
	MOVQ	R8, 32(BX)	// m.morebuf.pc: f's caller
	LEAQ	16(SP), R8
	MOVQ	R8, 24(BX)	// m.morebuf.sp
	MOVQ	AX, 40(BX)	// m.morebuf.g

	MOVQ	0(SP), R8
	MOVQ	R8, 64(AX)
	LEAQ	8(SP), R8
	MOVQ	R8, 56(AX)
	MOVQ	AX, 72(AX)
	MOVQ	DX, 80(AX)
	MOVQ	BP, 96(AX)

	MOVQ	CX, (TLS)
	MOVQ	56(CX), SP
	XORL	BP, BP
	CALL	runtime·newstack(SB)
	INT	$3

TEXT runtime·morestack_noctxt(SB),NOSPLIT|NOFRAME,$0-0
	XORL	DX, DX
	JMP	runtime·morestack(SB)

// goexit is what a goroutine's first function returns to: newproc plants the address of its
// second instruction, so that the return address lies inside goexit as if goexit had called.
TEXT runtime·goexit(SB),NOSPLIT|NOFRAME|TOPFRAME,$0-0
	BYTE	$0x90
	CALL	runtime·goexit1(SB)
	BYTE	$0x90

// func return0()
// Leaves 0 in AX: what a deferproc call returns the first time.
TEXT runtime·return0(SB),NOSPLIT|NOFRAME,$0-0
	XORL	AX, AX
	RET

// func procyield(cycles uint32)
TEXT runtime·procyield(SB),NOSPLIT|NOFRAME,$0-4
	MOVL	cycles+0(FP), AX
again:
	PAUSE
	SUBL	$1, AX
	JNZ	again
	RET

// func breakpoint()
TEXT runtime·breakpoint(SB),NOSPLIT|NOFRAME,$0-0
	INT	$3
	RET

// asm_amd64.s: the operations of sync/atomic as functions.
//
// The compiler expands direct calls of most of them in place (one instruction each); these bodies serve
// the others: function values, go and defer statements, and the pointer forms. XCHG with memory
// locks the bus by itself; ADD and CMPXCHG need LOCK; aligned loads are atomic (Intel SDM volume 3, 8.1).
// Pointer stores need no write barrier: the collector never runs beside the program.

TEXT ·SwapInt32(SB),NOSPLIT|NOFRAME,$0-20
	MOVQ	addr+0(FP), BX
	MOVL	new+8(FP), AX
	XCHGL	AX, 0(BX)
	MOVL	AX, old+16(FP)
	RET

TEXT ·CompareAndSwapInt32(SB),NOSPLIT|NOFRAME,$0-17
	MOVQ	addr+0(FP), BX
	MOVL	old+8(FP), AX
	MOVL	new+12(FP), CX
	LOCK
	CMPXCHGL	CX, 0(BX)
	SETEQ	swapped+16(FP)
	RET

TEXT ·AddInt32(SB),NOSPLIT|NOFRAME,$0-20
	MOVQ	addr+0(FP), BX
	MOVL	delta+8(FP), AX
	MOVL	AX, CX
	LOCK
	XADDL	AX, 0(BX)
	ADDL	CX, AX
	MOVL	AX, new+16(FP)
	RET

TEXT ·LoadInt32(SB),NOSPLIT|NOFRAME,$0-12
	MOVQ	addr+0(FP), BX
	MOVL	0(BX), AX
	MOVL	AX, val+8(FP)
	RET

TEXT ·StoreInt32(SB),NOSPLIT|NOFRAME,$0-12
	MOVQ	addr+0(FP), BX
	MOVL	val+8(FP), AX
	XCHGL	AX, 0(BX)
	RET

TEXT ·SwapInt64(SB),NOSPLIT|NOFRAME,$0-24
	MOVQ	addr+0(FP), BX
	MOVQ	new+8(FP), AX
	XCHGQ	AX, 0(BX)
	MOVQ	AX, old+16(FP)
	RET

TEXT ·CompareAndSwapInt64(SB),NOSPLIT|NOFRAME,$0-25
	MOVQ	addr+0(FP), BX
	MOVQ	old+8(FP), AX
	MOVQ	new+16(FP), CX
	LOCK
	CMPXCHGQ	CX, 0(BX)
	SETEQ	swapped+24(FP)
	RET

TEXT ·AddInt64(SB),NOSPLIT|NOFRAME,$0-24
	MOVQ	addr+0(FP), BX
	MOVQ	delta+8(FP), AX
	MOVQ	AX, CX
	LOCK
	XADDQ	AX, 0(BX)
	ADDQ	CX, AX
	MOVQ	AX, new+16(FP)
	RET

TEXT ·LoadInt64(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	addr+0(FP), BX
	MOVQ	0(BX), AX
	MOVQ	AX, val+8(FP)
	RET

TEXT ·StoreInt64(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	addr+0(FP), BX
	MOVQ	val+8(FP), AX
	XCHGQ	AX, 0(BX)
	RET

TEXT ·SwapUint32(SB),NOSPLIT|NOFRAME,$0-20
	JMP	·SwapInt32(SB)

TEXT ·CompareAndSwapUint32(SB),NOSPLIT|NOFRAME,$0-17
	JMP	·CompareAndSwapInt32(SB)

TEXT ·AddUint32(SB),NOSPLIT|NOFRAME,$0-20
	JMP	·AddInt32(SB)

TEXT ·LoadUint32(SB),NOSPLIT|NOFRAME,$0-12
	JMP	·LoadInt32(SB)

TEXT ·StoreUint32(SB),NOSPLIT|NOFRAME,$0-12
	JMP	·StoreInt32(SB)

TEXT ·SwapUint64(SB),NOSPLIT|NOFRAME,$0-24
	JMP	·SwapInt64(SB)

TEXT ·CompareAndSwapUint64(SB),NOSPLIT|NOFRAME,$0-25
	JMP	·CompareAndSwapInt64(SB)

TEXT ·AddUint64(SB),NOSPLIT|NOFRAME,$0-24
	JMP	·AddInt64(SB)

TEXT ·LoadUint64(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·LoadInt64(SB)

TEXT ·StoreUint64(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·StoreInt64(SB)

TEXT ·SwapUintptr(SB),NOSPLIT|NOFRAME,$0-24
	JMP	·SwapInt64(SB)

TEXT ·CompareAndSwapUintptr(SB),NOSPLIT|NOFRAME,$0-25
	JMP	·CompareAndSwapInt64(SB)

TEXT ·AddUintptr(SB),NOSPLIT|NOFRAME,$0-24
	JMP	·AddInt64(SB)

TEXT ·LoadUintptr(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·LoadInt64(SB)

TEXT ·StoreUintptr(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·StoreInt64(SB)

TEXT ·SwapPointer(SB),NOSPLIT|NOFRAME,$0-24
	JMP	·SwapInt64(SB)

TEXT ·CompareAndSwapPointer(SB),NOSPLIT|NOFRAME,$0-25
	JMP	·CompareAndSwapInt64(SB)

TEXT ·LoadPointer(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·LoadInt64(SB)

TEXT ·StorePointer(SB),NOSPLIT|NOFRAME,$0-16
	JMP	·StoreInt64(SB)

// bounds_amd64.s: where an index or slice check that fails comes to.
//
// The compiler leaves the offending value and the limit in two registers that depend on the check
// (PanicBoundsA, B and C: DX BX, CX DX, AX CX), and has kept 16 bytes of outgoing arguments free. Each
// entry stores the two there, which makes them the arguments of the Go function it jumps to.
// A name that ends in U has an unsigned index.

TEXT runtime·panicIndex(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicIndex(SB)

TEXT runtime·panicIndexU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicIndexU(SB)

TEXT runtime·panicSliceAlen(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSliceAlen(SB)

TEXT runtime·panicSliceAlenU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSliceAlenU(SB)

TEXT runtime·panicSliceAcap(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSliceAcap(SB)

TEXT runtime·panicSliceAcapU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSliceAcapU(SB)

TEXT runtime·panicSliceB(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicSliceB(SB)

TEXT runtime·panicSliceBU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicSliceBU(SB)

TEXT runtime·panicSlice3Alen(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	DX, x+0(FP)
	MOVQ	BX, y+8(FP)
	JMP	runtime·goPanicSlice3Alen(SB)

TEXT runtime·panicSlice3AlenU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	DX, x+0(FP)
	MOVQ	BX, y+8(FP)
	JMP	runtime·goPanicSlice3AlenU(SB)

TEXT runtime·panicSlice3Acap(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	DX, x+0(FP)
	MOVQ	BX, y+8(FP)
	JMP	runtime·goPanicSlice3Acap(SB)

TEXT runtime·panicSlice3AcapU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	DX, x+0(FP)
	MOVQ	BX, y+8(FP)
	JMP	runtime·goPanicSlice3AcapU(SB)

TEXT runtime·panicSlice3B(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSlice3B(SB)

TEXT runtime·panicSlice3BU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	CX, x+0(FP)
	MOVQ	DX, y+8(FP)
	JMP	runtime·goPanicSlice3BU(SB)

TEXT runtime·panicSlice3C(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicSlice3C(SB)

TEXT runtime·panicSlice3CU(SB),NOSPLIT|NOFRAME,$0-16
	MOVQ	AX, x+0(FP)
	MOVQ	CX, y+8(FP)
	JMP	runtime·goPanicSlice3CU(SB)

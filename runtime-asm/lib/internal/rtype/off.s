// Descriptors refer to names, types and code by 32-bit offsets from the section that holds them; the
// linker defines where those sections begin.

// func resolveNameOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
TEXT ·resolveNameOff(SB), NOSPLIT, $0-24
	MOVQ	$runtime·types(SB), AX
	MOVLQSX	off+8(FP), CX
	ADDQ	CX, AX
	MOVQ	AX, ret+16(FP)
	RET

// func resolveTypeOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
TEXT ·resolveTypeOff(SB), NOSPLIT, $0-24
	MOVQ	$runtime·types(SB), AX
	MOVLQSX	off+8(FP), CX
	ADDQ	CX, AX
	MOVQ	AX, ret+16(FP)
	RET

// func resolveTextOff(ptrInModule unsafe.Pointer, off int32) unsafe.Pointer
TEXT ·resolveTextOff(SB), NOSPLIT, $0-24
	MOVQ	$runtime·text(SB), AX
	MOVLQSX	off+8(FP), CX
	ADDQ	CX, AX
	MOVQ	AX, ret+16(FP)
	RET

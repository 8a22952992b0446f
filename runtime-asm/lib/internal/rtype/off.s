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

// What package runtime does for this one. Importers into which a function of this package is inlined
// know these by the names here.

TEXT ·typedmemmove(SB), NOSPLIT, $0-24
	JMP	runtime·typedmemmove(SB)

TEXT ·newobject(SB), NOSPLIT, $0-16
	JMP	runtime·newobject(SB)

TEXT ·mapiterinit(SB), NOSPLIT, $0-24
	JMP	runtime·mapiterinit(SB)

TEXT ·mapiternext(SB), NOSPLIT, $0-8
	JMP	runtime·mapiternext(SB)

TEXT ·getitab(SB), NOSPLIT, $0-32
	JMP	runtime·getitab(SB)

TEXT ·newarray(SB), NOSPLIT, $0-24
	JMP	runtime·newarray(SB)

TEXT ·mapaccess2(SB), NOSPLIT, $0-33
	JMP	runtime·mapaccess2(SB)

TEXT ·mapassign(SB), NOSPLIT, $0-32
	JMP	runtime·mapassign(SB)

TEXT ·mapdelete(SB), NOSPLIT, $0-24
	JMP	runtime·mapdelete(SB)

TEXT ·makemap(SB), NOSPLIT, $0-32
	JMP	runtime·makemap(SB)

// cpu_amd64.s: what the processor can do, and the write barrier that is never on.

// func cpuid(eax, ecx uint32) (a, b, c, d uint32)
TEXT runtime·cpuid(SB), NOSPLIT, $0-24
	MOVL eax+0(FP), AX
	MOVL ecx+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL BX, b+12(FP)
	MOVL CX, c+16(FP)
	MOVL DX, d+20(FP)
	RET

// gcWriteBarrier is called by compiled code if writeBarrier is on: AX is to be stored at DI. No
// register may change. Ours is never on (mbarrier.go); the store is done all the same.
TEXT runtime·gcWriteBarrier(SB), NOSPLIT|NOFRAME, $0-0
	MOVQ AX, (DI)
	RET

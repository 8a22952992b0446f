// Instructions that the compiler does not use: fused multiply-add, which Go 1.13's Exp takes where the
// processor has it. The assembler knows no VEX encoding, so the bytes are spelled out.

// func hasFMA() bool
// CPUID leaf 1, register CX: bit 12 FMA, bit 27 the system saves wide registers, bit 28 AVX.
TEXT ·hasFMA(SB), NOSPLIT, $0-1
	MOVL	$1, AX
	XORL	CX, CX
	CPUID
	ANDL	$0x18001000, CX
	CMPL	CX, $0x18001000
	SETEQ	ret+0(FP)
	RET

// func fma(x, y, z float64) float64
// x*y + z with one rounding: VFMADD231SD X2, X1, X0.
TEXT ·fma(SB), NOSPLIT, $0-32
	MOVSD	x+0(FP), X1
	MOVSD	y+8(FP), X2
	MOVSD	z+16(FP), X0
	BYTE	$0xC4
	BYTE	$0xE2
	BYTE	$0xF1
	BYTE	$0xB9
	BYTE	$0xC2
	MOVSD	X0, ret+24(FP)
	RET

// func Sqrt(x float64) float64
TEXT ·Sqrt(SB), NOSPLIT, $0-16
	MOVSD	x+0(FP), X0
	SQRTSD	X0, X0
	MOVSD	X0, ret+8(FP)
	RET

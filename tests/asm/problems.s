// Every kind of mistake; the diagnostic of a line is at its end.

	MOVQ AX, BX // ERROR MOVQ outside of a function
lost: // ERROR label lost outside of a function
#define twice(x) x; x
#define broken(x // ERROR parameters of macro broken are not closed
#include "other.h" // ERROR #include "other.h": only the names of Go's own files are known, and need no #include
#frob // ERROR unknown directive #frob
#else // ERROR #else without #ifdef
#define SELF SELF SELF

TEXT ·f(SB), NOSPLIT, $16-8
	FROB AX, BX // ERROR unrecognized instruction FROB
	MOVQ AX // ERROR MOVQ: invalid combination of operands
	MOVQ AX, BX, CX // ERROR MOVQ: invalid combination of operands
	MOVQ AX, BX, CX, DX // ERROR too many operands of MOVQ
	MOVQ $1, $2 // ERROR MOVQ: invalid combination of operands
	MOVQ (AX), (BX) // ERROR MOVQ: invalid combination of operands
	MOVL $0x123456789, AX // ERROR MOVL: invalid combination of operands
	ADDQ $0x123456789, AX // ERROR ADDQ: invalid combination of operands
	MOVQ AX, FOO // ERROR unknown register or label FOO
	MOVB AH, BX // ERROR unknown register or label AH
	MOVQ 5, BX // ERROR constant without $
	MOVQ (AX)(SP*2), BX // ERROR MOVQ: SP cannot be an index
	MOVQ (AX)(BX*3), BX // ERROR scale must be 1, 2, 4 or 8
	MOVQ (X1), BX // ERROR MOVQ: base is no general register
	MOVQ x(SB)(AX*8), BX // ERROR MOVQ: an address relative to SB cannot have an index
	MOVQ 0x100000000(AX), BX // ERROR MOVQ: offset does not fit 32 bits
	MOVQ 8(FP), AX // ERROR FP needs a name: name+offset(FP)
	MOVQ 8(SB), AX // ERROR SB needs a name: name(SB)
	MOVQ 8(PC), AX // ERROR PC is for jumps only
	MOVQ x<>+8(FP), AX // ERROR x<> must be relative to SB
	MOVQ x(AX), AX // ERROR x must be relative to SB, FP or SP
	MOVQ SB, AX // ERROR pseudo register as an operand
	MOVQ $"text", AX // ERROR string outside of DATA
	MOVQ *x(SB), AX // ERROR * outside of CALL and JMP
	MOVQ $1.5, AX // ERROR MOVQ cannot have a float constant
	MOVQ $(1.5+2), AX // ERROR floats cannot be combined
	MOVQ $(1/0), AX // ERROR division by zero
	MOVQ $(-1/2), AX // ERROR division of a value with its highest bit set
	MOVQ $(1, AX // ERROR syntax error: unexpected ,
	MOVQ AX, // ERROR syntax error: unexpected end of line
	MOVQ AX BX // ERROR syntax error: unexpected BX
	MOVQ $09, AX // ERROR bad number 09
	MOVQ $'ab', AX // ERROR bad character 'ab'
	MOVQ @, AX // ERROR unexpected "@" | syntax error: unexpected ,
	CALL $5 // ERROR CALL: invalid combination of operands
	CALL X1 // ERROR CALL: invalid combination of operands
	CALL back // ERROR invalid operands of CALL
	JEQ AX // ERROR JEQ: invalid combination of operands
	JEQ sym(SB) // ERROR JEQ: invalid combination of operands
	JMP nowhere // ERROR undefined label nowhere
	JMP 1000(PC) // ERROR jump out of the function
	BYTE $300 // ERROR BYTE: constant does not fit
	BYTE AX // ERROR BYTE: invalid combination of operands
	INT AX // ERROR INT: invalid combination of operands
	PCDATA $0, AX // ERROR PCDATA needs two constants
	FUNCDATA $0, $1 // ERROR FUNCDATA needs a constant and a symbol
	NOP AX // ERROR NOP has no operands
	twice(INCQ AX, BX) // ERROR macro twice needs 1 arguments, not 2
	twice(INCQ AX // ERROR arguments of macro twice are not closed
back:
	NOP
back: // ERROR label back redefined
	JMP end // ERROR label end at the end of the function
	PUSHQ AX
	RET // ERROR unbalanced PUSH/POP
end:

TEXT ·f(SB), NOSPLIT, $8 // ERROR symbol ·f redeclared
DATA ·f(SB)/8, $1 // ERROR symbol ·f redeclared
GLOBL ·f(SB), NOPTR, $8 // ERROR symbol ·f redeclared
TEXT ·g(SB), NOSPLIT, $99999999999 // ERROR bad frame size
TEXT ·g2(SB), NOSPLIT, $16-99999999999 // ERROR bad argument size
TEXT ·h(SB), NOSPLIT|NOFRAME, $16 // ERROR NOFRAME functions must have a frame of 0 bytes
TEXT ·i+8(SB), NOSPLIT, $16 // ERROR TEXT symbol with an offset
TEXT x(FP), NOSPLIT, $16 // ERROR x must be relative to SB
TEXT ·j(SB), NOSPLIT // ERROR syntax error: unexpected end of line
TEXT ·j(SB), $1.5 // ERROR bad frame size

DATA d+0(SB)/8, $1
DATA d+4(SB)/8, $1 // ERROR DATA of d out of order or overlapping
DATA d+8(SB)/3, $1 // ERROR bad size 3 of a constant
DATA d+8(SB)/1, $300 // ERROR constant does not fit 1 bytes
DATA d+8(SB)/4, $x(SB) // ERROR an address takes 8 bytes
DATA d+8(SB)/2, $"abc" // ERROR string is longer than 2 bytes
DATA d+8(SB)/8, AX // ERROR DATA value must be a constant, a string or the address of a symbol
DATA d-8(SB)/8, $1 // ERROR bad offset
DATA d+8(SB)/0, $"" // ERROR bad size
GLOBL d(SB), RODATA, $16
GLOBL d(SB), RODATA, $16 // ERROR symbol d redeclared
GLOBL e(SB), RODATA, $-1 // ERROR bad size
DATA small+0(SB)/8, $1 // ERROR DATA of small beyond its size of 4 bytes
GLOBL small(SB), NOPTR, $4
DATA alone(SB)/8, $1 // ERROR DATA of alone without GLOBL
DATA t(SB)/8, $1 // ERROR DATA of t, which is thread-local
GLOBL t(SB), TLSBSS, $8
#ifdef NEVER // ERROR #ifdef without #endif
	this is skipped

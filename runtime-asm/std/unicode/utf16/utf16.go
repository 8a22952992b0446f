package utf16

//line $GOROOT/src/unicode/utf16/utf16.go:12
const (
	replacementChar = '\uFFFD'
	maxRune         = '\U0010FFFF'
)

const (
//line $GOROOT/src/unicode/utf16/utf16.go:21
	surr1 = 0xd800
	surr2 = 0xdc00
	surr3 = 0xe000

	surrSelf = 0x10000
)

//line $GOROOT/src/unicode/utf16/utf16.go:30
func IsSurrogate(r rune) bool {
	return surr1 <= r && r < surr3
}

//line $GOROOT/src/unicode/utf16/utf16.go:37
func DecodeRune(r1, r2 rune) rune {
	if surr1 <= r1 && r1 < surr2 && surr2 <= r2 && r2 < surr3 {
		return (r1-surr1)<<10 | (r2 - surr2) + surrSelf
	}
	return replacementChar
}

//line $GOROOT/src/unicode/utf16/utf16.go:47
func EncodeRune(r rune) (r1, r2 rune) {
	if r < surrSelf || r > maxRune {
		return replacementChar, replacementChar
	}
	r -= surrSelf
	return surr1 + (r>>10)&0x3ff, surr2 + r&0x3ff
}

//go9:esc s=none
func Encode(s []rune) []uint16

//go9:esc s=none
func Decode(s []uint16) []rune

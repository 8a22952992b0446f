package utf8

//line $GOROOT/src/unicode/utf8/utf8.go:14
const (
	RuneError = '\uFFFD'
	RuneSelf  = 0x80
	MaxRune   = '\U0010FFFF'
	UTFMax    = 4
)

const (
//line $GOROOT/src/unicode/utf8/utf8.go:24
	surrogateMin = 0xD800
	surrogateMax = 0xDFFF
)

const (
//line $GOROOT/src/unicode/utf8/utf8.go:28
	t1 = 0x00
	tx = 0x80
	t2 = 0xC0
	t3 = 0xE0
	t4 = 0xF0
	t5 = 0xF8

	maskx = 0x3F
	mask2 = 0x1F
	mask3 = 0x0F
	mask4 = 0x07

	rune1Max = 1<<7 - 1
	rune2Max = 1<<11 - 1
	rune3Max = 1<<16 - 1

	locb = 0x80
	hicb = 0xBF
)

var first [256]uint8

type acceptRange struct {
	lo uint8
	hi uint8
}

var acceptRanges [16]acceptRange

//go9:esc p=none
func FullRune(p []byte) bool

//line $GOROOT/src/unicode/utf8/utf8.go:123
func FullRuneInString(s string) bool {
	n := len(s)
	if n == 0 {
		return false
	}
	x := first[s[0]]
	if n >= int(x&7) {
		return true
	}
//line $GOROOT/src/unicode/utf8/utf8.go:133
	accept := acceptRanges[x>>4]
	if n > 1 && (s[1] < accept.lo || accept.hi < s[1]) {
		return true
	} else if n > 2 && (s[2] < locb || hicb < s[2]) {
		return true
	}
	return false
}

//go9:esc p=none
func DecodeRune(p []byte) (rune, int)

//go9:esc s=none
func DecodeRuneInString(s string) (rune, int)

//go9:esc p=none
func DecodeLastRune(p []byte) (rune, int)

//go9:esc s=none
func DecodeLastRuneInString(s string) (rune, int)

//line $GOROOT/src/unicode/utf8/utf8.go:320
func RuneLen(r rune) int {
	switch {
	case r < 0:
		return -1
	case r <= rune1Max:
		return 1
	case r <= rune2Max:
		return 2
	case surrogateMin <= r && r <= surrogateMax:
		return -1
	case r <= rune3Max:
		return 3
	case r <= MaxRune:
		return 4
	}
	return -1
}

//go9:esc p=none
func EncodeRune(p []byte, r rune) int

//go9:esc p=none
func RuneCount(p []byte) int

//go9:esc s=none
func RuneCountInString(s string) (n int)

//line $GOROOT/src/unicode/utf8/utf8.go:446
func RuneStart(b byte) bool { return b&0xC0 != 0x80 }

//go9:esc p=none
func Valid(p []byte) bool

//go9:esc s=none
func ValidString(s string) bool

//line $GOROOT/src/unicode/utf8/utf8.go:514
func ValidRune(r rune) bool {
	switch {
	case 0 <= r && r < surrogateMin:
		return true
	case surrogateMax < r && r <= MaxRune:
		return true
	}
	return false
}

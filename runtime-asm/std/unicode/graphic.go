package unicode

const (
//line $GOROOT/src/unicode/graphic.go:9
	pC = 1 << iota
	pP
	pN
	pS
	pZ
	pLu
	pLl
	pp
	pg     = pp | pZ
	pLo    = pLl | pLu
	pLmask = pLo
)

var GraphicRanges = []*RangeTable{}

var PrintRanges = []*RangeTable{}

//line $GOROOT/src/unicode/graphic.go:36
func IsGraphic(r rune) bool {
//line $GOROOT/src/unicode/graphic.go:39
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pg != 0
	}
	return In(r, GraphicRanges...)
}

//line $GOROOT/src/unicode/graphic.go:50
func IsPrint(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pp != 0
	}
	return In(r, PrintRanges...)
}

//go9:esc ranges=none
func IsOneOf(ranges []*RangeTable, r rune) bool

//go9:esc ranges=none
func In(r rune, ranges ...*RangeTable) bool

//line $GOROOT/src/unicode/graphic.go:81
func IsControl(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pC != 0
	}
//line $GOROOT/src/unicode/graphic.go:86
	return false
}

//line $GOROOT/src/unicode/graphic.go:90
func IsLetter(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&(pLmask) != 0
	}
	return isExcludingLatin(Letter, r)
}

//line $GOROOT/src/unicode/graphic.go:98
func IsMark(r rune) bool {
//line $GOROOT/src/unicode/graphic.go:100
	return isExcludingLatin(Mark, r)
}

//line $GOROOT/src/unicode/graphic.go:104
func IsNumber(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pN != 0
	}
	return isExcludingLatin(Number, r)
}

//line $GOROOT/src/unicode/graphic.go:113
func IsPunct(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pP != 0
	}
	return Is(Punct, r)
}

func IsSpace(r rune) bool

//line $GOROOT/src/unicode/graphic.go:139
func IsSymbol(r rune) bool {
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pS != 0
	}
	return isExcludingLatin(Symbol, r)
}

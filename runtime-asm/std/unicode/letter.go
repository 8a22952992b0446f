package unicode

const (
//line $GOROOT/src/unicode/letter.go:10
	MaxRune         = '\U0010FFFF'
	ReplacementChar = '\uFFFD'
	MaxASCII        = '\u007F'
	MaxLatin1       = '\u00FF'
)

type RangeTable struct {
	R16         []Range16
	R32         []Range32
	LatinOffset int
}

type Range16 struct {
	Lo     uint16
	Hi     uint16
	Stride uint16
}

type Range32 struct {
	Lo     uint32
	Hi     uint32
	Stride uint32
}

type CaseRange struct {
	Lo    uint32
	Hi    uint32
	Delta d
}

type SpecialCase []CaseRange

const (
	UpperCase = iota
	LowerCase
	TitleCase
	MaxCase
)

type d [MaxCase]rune

const (
	UpperLower = MaxRune + 1
)

//go9:esc rangeTab=none
func Is(rangeTab *RangeTable, r rune) bool

//go9:esc rangeTab=none
func isExcludingLatin(rangeTab *RangeTable, r rune) bool

//line $GOROOT/src/unicode/letter.go:180
func IsUpper(r rune) bool {
//line $GOROOT/src/unicode/letter.go:182
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pLmask == pLu
	}
	return isExcludingLatin(Upper, r)
}

//line $GOROOT/src/unicode/letter.go:189
func IsLower(r rune) bool {
//line $GOROOT/src/unicode/letter.go:191
	if uint32(r) <= MaxLatin1 {
		return properties[uint8(r)]&pLmask == pLl
	}
	return isExcludingLatin(Lower, r)
}

//line $GOROOT/src/unicode/letter.go:198
func IsTitle(r rune) bool {
	if r <= MaxLatin1 {
		return false
	}
	return isExcludingLatin(Title, r)
}

//go9:esc caseRange=none
func to(_case int, r rune, caseRange []CaseRange) (mappedRune rune, foundMapping bool)

//line $GOROOT/src/unicode/letter.go:244
func To(_case int, r rune) rune {
	r, _ = to(_case, r, CaseRanges)
	return r
}

//line $GOROOT/src/unicode/letter.go:250
func ToUpper(r rune) rune {
	if r <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(UpperCase, r)
}

//line $GOROOT/src/unicode/letter.go:261
func ToLower(r rune) rune {
	if r <= MaxASCII {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return To(LowerCase, r)
}

//line $GOROOT/src/unicode/letter.go:272
func ToTitle(r rune) rune {
	if r <= MaxASCII {
		if 'a' <= r && r <= 'z' {
			r -= 'a' - 'A'
		}
		return r
	}
	return To(TitleCase, r)
}

//go9:esc special=none
func (special SpecialCase) ToUpper(r rune) rune

//go9:esc special=none
func (special SpecialCase) ToTitle(r rune) rune

//go9:esc special=none
func (special SpecialCase) ToLower(r rune) rune

func SimpleFold(r rune) rune

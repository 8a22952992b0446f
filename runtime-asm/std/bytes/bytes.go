package bytes

import (
	"internal/bytealg"
	"unicode"
)

//line $GOROOT/src/bytes/bytes.go:18
func Equal(a, b []byte) bool {
//line $GOROOT/src/bytes/bytes.go:20
	return string(a) == string(b)
}

//line $GOROOT/src/bytes/bytes.go:26
func Compare(a, b []byte) int {
	return bytealg.Compare(a, b)
}

//go9:esc s=none sep=none
func Count(s, sep []byte) int

//line $GOROOT/src/bytes/bytes.go:75
func Contains(b, subslice []byte) bool {
	return Index(b, subslice) != -1
}

//line $GOROOT/src/bytes/bytes.go:80
func ContainsAny(b []byte, chars string) bool {
	return IndexAny(b, chars) >= 0
}

//line $GOROOT/src/bytes/bytes.go:85
func ContainsRune(b []byte, r rune) bool {
	return IndexRune(b, r) >= 0
}

//line $GOROOT/src/bytes/bytes.go:90
func IndexByte(b []byte, c byte) int {
	return bytealg.IndexByte(b, c)
}

//go9:esc s=none sep=none
func LastIndex(s, sep []byte) int

//go9:esc s=none
func LastIndexByte(s []byte, c byte) int

//go9:esc s=none
func IndexRune(s []byte, r rune) int

//go9:esc s=none chars=none
func IndexAny(s []byte, chars string) int

//go9:esc s=none chars=none
func LastIndexAny(s []byte, chars string) int

//go9:esc s=heap sep=none
func genSplit(s, sep []byte, sepSave, n int) [][]byte

//line $GOROOT/src/bytes/bytes.go:280
func SplitN(s, sep []byte, n int) [][]byte { return genSplit(s, sep, 0, n) }

//line $GOROOT/src/bytes/bytes.go:289
func SplitAfterN(s, sep []byte, n int) [][]byte {
	return genSplit(s, sep, len(sep), n)
}

//line $GOROOT/src/bytes/bytes.go:297
func Split(s, sep []byte) [][]byte { return genSplit(s, sep, 0, -1) }

//line $GOROOT/src/bytes/bytes.go:303
func SplitAfter(s, sep []byte) [][]byte {
	return genSplit(s, sep, len(sep), -1)
}

func Fields(s []byte) [][]byte

//go9:esc s=heap f=none
func FieldsFunc(s []byte, f func(rune) bool) [][]byte

//go9:esc s=none sep=none
func Join(s [][]byte, sep []byte) []byte

//line $GOROOT/src/bytes/bytes.go:440
func HasPrefix(s, prefix []byte) bool {
	return len(s) >= len(prefix) && Equal(s[0:len(prefix)], prefix)
}

//line $GOROOT/src/bytes/bytes.go:445
func HasSuffix(s, suffix []byte) bool {
	return len(s) >= len(suffix) && Equal(s[len(s)-len(suffix):], suffix)
}

//go9:esc mapping=none s=none
func Map(mapping func(r rune) rune, s []byte) []byte

//go9:esc b=none
func Repeat(b []byte, count int) []byte

//go9:esc s=none
func ToUpper(s []byte) []byte

//go9:esc s=none
func ToLower(s []byte) []byte

//line $GOROOT/src/bytes/bytes.go:575
func ToTitle(s []byte) []byte { return Map(unicode.ToTitle, s) }

//go9:esc c=none s=none
func ToUpperSpecial(c unicode.SpecialCase, s []byte) []byte

//go9:esc c=none s=none
func ToLowerSpecial(c unicode.SpecialCase, s []byte) []byte

//go9:esc c=none s=none
func ToTitleSpecial(c unicode.SpecialCase, s []byte) []byte

//go9:esc s=none replacement=none
func ToValidUTF8(s, replacement []byte) []byte

//go9:esc s=none
func Title(s []byte) []byte

//line $GOROOT/src/bytes/bytes.go:672
func TrimLeftFunc(s []byte, f func(r rune) bool) []byte {
	i := indexFunc(s, f, false)
	if i == -1 {
		return nil
	}
	return s[i:]
}

//go9:esc s=r0 f=none
func TrimRightFunc(s []byte, f func(r rune) bool) []byte

//go9:esc s=r0 f=none
func TrimFunc(s []byte, f func(r rune) bool) []byte

//line $GOROOT/src/bytes/bytes.go:701
func TrimPrefix(s, prefix []byte) []byte {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

//line $GOROOT/src/bytes/bytes.go:710
func TrimSuffix(s, suffix []byte) []byte {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

//line $GOROOT/src/bytes/bytes.go:720
func IndexFunc(s []byte, f func(r rune) bool) int {
	return indexFunc(s, f, true)
}

//line $GOROOT/src/bytes/bytes.go:727
func LastIndexFunc(s []byte, f func(r rune) bool) int {
	return lastIndexFunc(s, f, true)
}

//go9:esc s=none f=none
func indexFunc(s []byte, f func(r rune) bool, truth bool) int

//go9:esc s=none f=none
func lastIndexFunc(s []byte, f func(r rune) bool, truth bool) int

//go9:esc s=r0 cutset=heap
func Trim(s []byte, cutset string) []byte

//go9:esc s=r0 cutset=heap
func TrimLeft(s []byte, cutset string) []byte

//go9:esc s=r0 cutset=heap
func TrimRight(s []byte, cutset string) []byte

//go9:esc s=r0
func TrimSpace(s []byte) []byte

//go9:esc s=none
func Runes(s []byte) []rune

//go9:esc s=none old=none new=none
func Replace(s, old, new []byte, n int) []byte

//line $GOROOT/src/bytes/bytes.go:933
func ReplaceAll(s, old, new []byte) []byte {
	return Replace(s, old, new, -1)
}

//go9:esc s=none t=none
func EqualFold(s, t []byte) bool

//go9:esc s=none sep=none
func Index(s, sep []byte) int

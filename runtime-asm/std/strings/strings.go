package strings

import (
	"internal/bytealg"
	"unicode"
)

//go9:esc s=none substr=none
func Count(s, substr string) int

//line $GOROOT/src/strings/strings.go:98
func Contains(s, substr string) bool {
	return Index(s, substr) >= 0
}

//line $GOROOT/src/strings/strings.go:103
func ContainsAny(s, chars string) bool {
	return IndexAny(s, chars) >= 0
}

//line $GOROOT/src/strings/strings.go:108
func ContainsRune(s string, r rune) bool {
	return IndexRune(s, r) >= 0
}

//go9:esc s=none substr=none
func LastIndex(s, substr string) int

//line $GOROOT/src/strings/strings.go:150
func IndexByte(s string, c byte) int {
	return bytealg.IndexByteString(s, c)
}

//go9:esc s=none
func IndexRune(s string, r rune) int

//go9:esc s=none chars=none
func IndexAny(s, chars string) int

//go9:esc s=none chars=none
func LastIndexAny(s, chars string) int

//go9:esc s=none
func LastIndexByte(s string, c byte) int

//go9:esc s=heap sep=none
func genSplit(s, sep string, sepSave, n int) []string

//line $GOROOT/src/strings/strings.go:282
func SplitN(s, sep string, n int) []string { return genSplit(s, sep, 0, n) }

//line $GOROOT/src/strings/strings.go:294
func SplitAfterN(s, sep string, n int) []string {
	return genSplit(s, sep, len(sep), n)
}

//line $GOROOT/src/strings/strings.go:308
func Split(s, sep string) []string { return genSplit(s, sep, 0, -1) }

//line $GOROOT/src/strings/strings.go:320
func SplitAfter(s, sep string) []string {
	return genSplit(s, sep, len(sep), -1)
}

func Fields(s string) []string

//go9:esc s=heap f=none
func FieldsFunc(s string, f func(rune) bool) []string

//go9:esc a=content sep=none
func Join(a []string, sep string) string

//line $GOROOT/src/strings/strings.go:448
func HasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && s[0:len(prefix)] == prefix
}

//line $GOROOT/src/strings/strings.go:453
func HasSuffix(s, suffix string) bool {
	return len(s) >= len(suffix) && s[len(s)-len(suffix):] == suffix
}

//go9:esc mapping=none s=r0
func Map(mapping func(rune) rune, s string) string

//go9:esc s=none
func Repeat(s string, count int) string

//go9:esc s=r0
func ToUpper(s string) string

//go9:esc s=r0
func ToLower(s string) string

//line $GOROOT/src/strings/strings.go:615
func ToTitle(s string) string { return Map(unicode.ToTitle, s) }

//go9:esc c=none s=r0
func ToUpperSpecial(c unicode.SpecialCase, s string) string

//go9:esc c=none s=r0
func ToLowerSpecial(c unicode.SpecialCase, s string) string

//go9:esc c=none s=r0
func ToTitleSpecial(c unicode.SpecialCase, s string) string

//go9:esc s=r0 replacement=none
func ToValidUTF8(s, replacement string) string

//go9:esc s=r0
func Title(s string) string

//line $GOROOT/src/strings/strings.go:733
func TrimLeftFunc(s string, f func(rune) bool) string {
	i := indexFunc(s, f, false)
	if i == -1 {
		return ""
	}
	return s[i:]
}

//go9:esc s=r0 f=none
func TrimRightFunc(s string, f func(rune) bool) string

//go9:esc s=r0 f=none
func TrimFunc(s string, f func(rune) bool) string

//line $GOROOT/src/strings/strings.go:762
func IndexFunc(s string, f func(rune) bool) int {
	return indexFunc(s, f, true)
}

//line $GOROOT/src/strings/strings.go:768
func LastIndexFunc(s string, f func(rune) bool) int {
	return lastIndexFunc(s, f, true)
}

//go9:esc s=none f=none
func indexFunc(s string, f func(rune) bool, truth bool) int

//go9:esc s=none f=none
func lastIndexFunc(s string, f func(rune) bool, truth bool) int

//go9:esc s=r0 cutset=heap
func Trim(s string, cutset string) string

//go9:esc s=r0 cutset=heap
func TrimLeft(s string, cutset string) string

//go9:esc s=r0 cutset=heap
func TrimRight(s string, cutset string) string

//go9:esc s=r0
func TrimSpace(s string) string

//line $GOROOT/src/strings/strings.go:906
func TrimPrefix(s, prefix string) string {
	if HasPrefix(s, prefix) {
		return s[len(prefix):]
	}
	return s
}

//line $GOROOT/src/strings/strings.go:915
func TrimSuffix(s, suffix string) string {
	if HasSuffix(s, suffix) {
		return s[:len(s)-len(suffix)]
	}
	return s
}

//go9:esc s=r0 old=none new=none
func Replace(s, old, new string, n int) string

//line $GOROOT/src/strings/strings.go:967
func ReplaceAll(s, old, new string) string {
	return Replace(s, old, new, -1)
}

//go9:esc s=none t=none
func EqualFold(s, t string) bool

//go9:esc s=none substr=none
func Index(s, substr string) int

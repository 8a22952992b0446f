// search.go: finding and counting. Index hops from one occurrence of the first byte to the next;
// after many false starts it changes to a rolling hash (Rabin and Karp), so that the time stays linear.

package bytes

import (
	"internal/bytealg"
	"unicode/utf8"
)

func Count(s, sep []byte) int {
	switch len(sep) {
	case 0:
		return utf8.RuneCount(s) + 1
	case 1:
		return bytealg.Count(s, sep[0])
	}
	n := 0
	for {
		i := Index(s, sep)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(sep):]
	}
}

func Index(s, sep []byte) int {
	n := len(sep)
	switch {
	case n == 0:
		return 0
	case n == 1:
		return IndexByte(s, sep[0])
	case n == len(s):
		if Equal(s, sep) {
			return 0
		}
		return -1
	case n > len(s):
		return -1
	}
	c0, c1 := sep[0], sep[1]
	last := len(s) - n
	misses := 0
	for i := 0; i <= last; i++ {
		if s[i] != c0 {
			j := IndexByte(s[i+1:last+1], c0)
			if j < 0 {
				return -1
			}
			i += j + 1
		}
		if s[i+1] == c1 && Equal(s[i:i+n], sep) {
			return i
		}
		if misses++; misses > 8+i/16 {
			if j := indexHash(s[i+1:], sep); j >= 0 {
				return i + 1 + j
			}
			return -1
		}
	}
	return -1
}

// hashBase is the base of the rolling hash, modulo 2^32.
const hashBase = 16777619

// indexHash finds sep by comparing hashes of windows of its length.
func indexHash(s, sep []byte) int {
	n := len(sep)
	if n > len(s) {
		return -1
	}
	var want, have uint32
	drop := uint32(1) // weight of the byte that leaves the window
	for i := 0; i < n; i++ {
		want = want*hashBase + uint32(sep[i])
		have = have*hashBase + uint32(s[i])
		drop *= hashBase
	}
	for end := n; ; end++ {
		if have == want && Equal(s[end-n:end], sep) {
			return end - n
		}
		if end == len(s) {
			return -1
		}
		have = have*hashBase + uint32(s[end]) - drop*uint32(s[end-n])
	}
}

func LastIndex(s, sep []byte) int {
	n := len(sep)
	if n == 0 {
		return len(s)
	}
	for i := len(s) - n; i >= 0; i-- {
		if s[i] == sep[0] && Equal(s[i:i+n], sep) {
			return i
		}
	}
	return -1
}

func LastIndexByte(s []byte, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// IndexRune finds r; RuneError is found at malformed bytes, too.
func IndexRune(s []byte, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
	case r == utf8.RuneError:
		return indexFunc(s, func(x rune) bool { return x == utf8.RuneError }, true)
	case !utf8.ValidRune(r):
		return -1
	}
	var enc [utf8.UTFMax]byte
	return Index(s, enc[:utf8.EncodeRune(enc[:], r)])
}

func IndexAny(s []byte, chars string) int {
	return indexFunc(s, func(r rune) bool { return inString(chars, r) }, true)
}

func LastIndexAny(s []byte, chars string) int {
	for end := len(s); end > 0; {
		r, size := utf8.DecodeLastRune(s[:end])
		end -= size
		if inString(chars, r) {
			return end
		}
	}
	return -1
}

func indexFunc(s []byte, f func(rune) bool, truth bool) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRune(s[i:])
		if f(r) == truth {
			return i
		}
		i += size
	}
	return -1
}

func lastIndexFunc(s []byte, f func(rune) bool, truth bool) int {
	for end := len(s); end > 0; {
		r, size := utf8.DecodeLastRune(s[:end])
		end -= size
		if f(r) == truth {
			return end
		}
	}
	return -1
}

func inString(s string, r rune) bool {
	for _, x := range s {
		if x == r {
			return true
		}
	}
	return false
}

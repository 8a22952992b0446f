// search.go: finding and counting. Index hops from one occurrence of the first byte to the next;
// after many false starts it changes to a rolling hash (Rabin and Karp), so that the time stays linear.

package strings

import (
	"internal/bytealg"
	"unicode/utf8"
)

func Count(s, substr string) int {
	switch len(substr) {
	case 0:
		return utf8.RuneCountInString(s) + 1
	case 1:
		return bytealg.CountString(s, substr[0])
	}
	n := 0
	for {
		i := Index(s, substr)
		if i < 0 {
			return n
		}
		n++
		s = s[i+len(substr):]
	}
}

func Index(s, substr string) int {
	n := len(substr)
	switch {
	case n == 0:
		return 0
	case n == 1:
		return IndexByte(s, substr[0])
	case n == len(s):
		if s == substr {
			return 0
		}
		return -1
	case n > len(s):
		return -1
	}
	c0, c1 := substr[0], substr[1]
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
		if s[i+1] == c1 && s[i:i+n] == substr {
			return i
		}
		if misses++; misses > 8+i/16 {
			if j := indexHash(s[i+1:], substr); j >= 0 {
				return i + 1 + j
			}
			return -1
		}
	}
	return -1
}

// hashBase is the base of the rolling hash, modulo 2^32.
const hashBase = 16777619

// indexHash finds substr by comparing hashes of windows of its length.
func indexHash(s, substr string) int {
	n := len(substr)
	if n > len(s) {
		return -1
	}
	var want, have uint32
	drop := uint32(1) // weight of the byte that leaves the window
	for i := 0; i < n; i++ {
		want = want*hashBase + uint32(substr[i])
		have = have*hashBase + uint32(s[i])
		drop *= hashBase
	}
	for end := n; ; end++ {
		if have == want && s[end-n:end] == substr {
			return end - n
		}
		if end == len(s) {
			return -1
		}
		have = have*hashBase + uint32(s[end]) - drop*uint32(s[end-n])
	}
}

func LastIndex(s, substr string) int {
	n := len(substr)
	if n == 0 {
		return len(s)
	}
	for i := len(s) - n; i >= 0; i-- {
		if s[i] == substr[0] && s[i:i+n] == substr {
			return i
		}
	}
	return -1
}

func LastIndexByte(s string, c byte) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == c {
			return i
		}
	}
	return -1
}

// IndexRune finds r; RuneError is found at malformed bytes, too.
func IndexRune(s string, r rune) int {
	switch {
	case 0 <= r && r < utf8.RuneSelf:
		return IndexByte(s, byte(r))
	case r == utf8.RuneError:
		for i, x := range s {
			if x == utf8.RuneError {
				return i
			}
		}
		return -1
	case !utf8.ValidRune(r):
		return -1
	}
	return Index(s, string(r))
}

func IndexAny(s, chars string) int {
	for i, r := range s {
		if IndexRune(chars, r) >= 0 {
			return i
		}
	}
	return -1
}

func LastIndexAny(s, chars string) int {
	for end := len(s); end > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
		if IndexRune(chars, r) >= 0 {
			return end
		}
	}
	return -1
}

func indexFunc(s string, f func(rune) bool, truth bool) int {
	for i, r := range s {
		if f(r) == truth {
			return i
		}
	}
	return -1
}

func lastIndexFunc(s string, f func(rune) bool, truth bool) int {
	for end := len(s); end > 0; {
		r, size := utf8.DecodeLastRuneInString(s[:end])
		end -= size
		if f(r) == truth {
			return end
		}
	}
	return -1
}

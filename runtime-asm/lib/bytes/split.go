// split.go: cutting byte slices apart and joining them. Parts have no spare capacity, so that
// appending to one cannot overwrite the next.

package bytes

import (
	"unicode"
	"unicode/utf8"
)

func explode(s []byte, n int) [][]byte {
	if n <= 0 {
		n = len(s)
	}
	parts := make([][]byte, 0, n)
	for len(s) > 0 {
		if len(parts) == n-1 {
			return append(parts, s)
		}
		_, size := utf8.DecodeRune(s)
		parts = append(parts, s[:size:size])
		s = s[size:]
	}
	return parts
}

// genSplit cuts s at sep; sepSave bytes of each sep stay with what precedes it.
func genSplit(s, sep []byte, sepSave, n int) [][]byte {
	if n == 0 {
		return nil
	}
	if len(sep) == 0 {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	parts := make([][]byte, n)
	i := 0
	for ; i < n-1; i++ {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		parts[i] = s[: at+sepSave : at+sepSave]
		s = s[at+len(sep):]
	}
	parts[i] = s
	return parts[:i+1]
}

func Fields(s []byte) [][]byte { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc gives the runs of runes for which f is false.
func FieldsFunc(s []byte, f func(rune) bool) [][]byte {
	bounds := make([]int, 0, 64)
	start := -1
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRune(s[i:])
		switch inside := !f(r); {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			bounds = append(bounds, start, i)
			start = -1
		}
		i += size
	}
	if start >= 0 {
		bounds = append(bounds, start, len(s))
	}
	fields := make([][]byte, len(bounds)/2)
	for i := range fields {
		lo, hi := bounds[2*i], bounds[2*i+1]
		fields[i] = s[lo:hi:hi]
	}
	return fields
}

func Join(s [][]byte, sep []byte) []byte {
	switch len(s) {
	case 0:
		return []byte{}
	case 1:
		return append([]byte(nil), s[0]...)
	}
	size := len(sep) * (len(s) - 1)
	for _, part := range s {
		size += len(part)
	}
	out := make([]byte, 0, size)
	for i, part := range s {
		if i > 0 {
			out = append(out, sep...)
		}
		out = append(out, part...)
	}
	return out
}

func Repeat(b []byte, count int) []byte {
	if count == 0 {
		return []byte{}
	}
	if count < 0 {
		panic("bytes: negative Repeat count")
	} else if len(b)*count/count != len(b) {
		panic("bytes: Repeat count causes overflow")
	}
	out := make([]byte, len(b)*count)
	for n := copy(out, b); n < len(out); n *= 2 {
		copy(out[n:], out[:n])
	}
	return out
}

func Replace(s, old, new []byte, n int) []byte {
	m := 0
	if n != 0 {
		m = Count(s, old)
	}
	if m == 0 {
		return append([]byte(nil), s...)
	}
	if n < 0 || m < n {
		n = m
	}
	out := make([]byte, 0, len(s)+n*(len(new)-len(old)))
	for i := 0; i < n; i++ {
		at := 0
		if len(old) != 0 {
			at = Index(s, old)
		} else if i > 0 {
			_, at = utf8.DecodeRune(s)
		}
		out = append(out, s[:at]...)
		out = append(out, new...)
		s = s[at+len(old):]
	}
	return append(out, s...)
}

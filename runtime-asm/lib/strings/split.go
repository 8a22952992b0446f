// split.go: cutting strings apart and joining them.

package strings

import (
	"unicode"
	"unicode/utf8"
)

// explode gives the characters of s, at most n strings, the last one the rest. A malformed byte
// becomes U+FFFD.
func explode(s string, n int) []string {
	count := utf8.RuneCountInString(s)
	if n < 0 || n > count {
		n = count
	}
	parts := make([]string, n)
	for i := 0; i < n-1; i++ {
		r, size := utf8.DecodeRuneInString(s)
		parts[i] = s[:size]
		if r == utf8.RuneError {
			parts[i] = string(utf8.RuneError)
		}
		s = s[size:]
	}
	if n > 0 {
		parts[n-1] = s
	}
	return parts
}

// genSplit cuts s at sep; sepSave bytes of each sep stay with what precedes it.
func genSplit(s, sep string, sepSave, n int) []string {
	if n == 0 {
		return nil
	}
	if sep == "" {
		return explode(s, n)
	}
	if n < 0 {
		n = Count(s, sep) + 1
	}
	parts := make([]string, n)
	i := 0
	for ; i < n-1; i++ {
		at := Index(s, sep)
		if at < 0 {
			break
		}
		parts[i] = s[:at+sepSave]
		s = s[at+len(sep):]
	}
	parts[i] = s
	return parts[:i+1]
}

func Fields(s string) []string { return FieldsFunc(s, unicode.IsSpace) }

// FieldsFunc gives the runs of runes for which f is false.
func FieldsFunc(s string, f func(rune) bool) []string {
	bounds := make([]int, 0, 64)
	start := -1
	for i, r := range s {
		switch inside := !f(r); {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			bounds = append(bounds, start, i)
			start = -1
		}
	}
	if start >= 0 {
		bounds = append(bounds, start, len(s))
	}
	fields := make([]string, len(bounds)/2)
	for i := range fields {
		fields[i] = s[bounds[2*i]:bounds[2*i+1]]
	}
	return fields
}

func Join(a []string, sep string) string {
	switch len(a) {
	case 0:
		return ""
	case 1:
		return a[0]
	}
	size := len(sep) * (len(a) - 1)
	for _, s := range a {
		size += len(s)
	}
	var b Builder
	b.Grow(size)
	for i, s := range a {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(s)
	}
	return b.String()
}

func Repeat(s string, count int) string {
	if count == 0 {
		return ""
	}
	if count < 0 {
		panic("strings: negative Repeat count")
	} else if len(s)*count/count != len(s) {
		panic("strings: Repeat count causes overflow")
	}
	size := len(s) * count
	var b Builder
	b.Grow(size)
	b.WriteString(s)
	for b.Len() < size {
		// Doubling, as long as it fits.
		if b.Len() <= size/2 {
			b.WriteString(b.String())
		} else {
			b.WriteString(b.String()[:size-b.Len()])
		}
	}
	return b.String()
}

func Replace(s, old, new string, n int) string {
	if old == new || n == 0 {
		return s
	}
	m := Count(s, old)
	if m == 0 {
		return s
	}
	if n < 0 || m < n {
		n = m
	}
	var b Builder
	b.Grow(len(s) + n*(len(new)-len(old)))
	for i := 0; i < n; i++ {
		at := 0
		if old != "" {
			at = Index(s, old)
		} else if i > 0 {
			// Between characters.
			_, at = utf8.DecodeRuneInString(s)
		}
		b.WriteString(s[:at])
		b.WriteString(new)
		s = s[at+len(old):]
	}
	b.WriteString(s)
	return b.String()
}

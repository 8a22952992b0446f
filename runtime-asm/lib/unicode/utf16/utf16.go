// utf16.go: runes above U+FFFF as pairs of surrogates.

package utf16

// Encode gives the UTF-16 of s; what is no rune becomes U+FFFD.
func Encode(s []rune) []uint16 {
	n := len(s)
	for _, r := range s {
		if r >= surrSelf && r <= maxRune {
			n++
		}
	}
	out := make([]uint16, 0, n)
	for _, r := range s {
		switch {
		case r >= surrSelf && r <= maxRune:
			hi, lo := EncodeRune(r)
			out = append(out, uint16(hi), uint16(lo))
		case r < 0 || r > maxRune || IsSurrogate(r):
			out = append(out, replacementChar)
		default:
			out = append(out, uint16(r))
		}
	}
	return out
}

// Decode gives the runes of UTF-16 text; a lone surrogate becomes U+FFFD.
func Decode(s []uint16) []rune {
	out := make([]rune, 0, len(s))
	for i := 0; i < len(s); i++ {
		r := rune(s[i])
		if IsSurrogate(r) {
			pair := rune(replacementChar)
			if i+1 < len(s) {
				pair = DecodeRune(r, rune(s[i+1]))
			}
			if r = pair; pair != replacementChar {
				i++
			}
		}
		out = append(out, r)
	}
	return out
}

// graphic.go: classes made of several categories.

package unicode

var GraphicRanges = []*RangeTable{&tabL, &tabM, &tabN, &tabP, &tabS, &tabZs}

var PrintRanges = []*RangeTable{&tabL, &tabM, &tabN, &tabP, &tabS}

// IsOneOf reports whether r is in one of ranges.
func IsOneOf(ranges []*RangeTable, r rune) bool {
	for _, t := range ranges {
		if Is(t, r) {
			return true
		}
	}
	return false
}

// In reports whether r is in one of ranges.
func In(r rune, ranges ...*RangeTable) bool { return IsOneOf(ranges, r) }

// IsSpace reports whether r is white space (Unicode's property White_Space).
func IsSpace(r rune) bool {
	switch {
	case '\t' <= r && r <= '\r', r == ' ', r == 0x85, r == 0xA0, r == 0x1680,
		0x2000 <= r && r <= 0x200A, r == 0x2028, r == 0x2029, r == 0x202F, r == 0x205F, r == 0x3000:
		return true
	}
	return false
}

// letter.go: membership in range tables, and case.

package unicode

// linearMax is the number of ranges up to which a scan beats a binary search.
const linearMax = 18

// in16 and in32 find the range that may hold r.
func in16(ranges []Range16, r uint16) bool {
	lo, hi := 0, len(ranges)
	if hi > linearMax && r > MaxLatin1 {
		for hi-lo > 1 {
			if m := int(uint(lo+hi) >> 1); ranges[m].Lo <= r {
				lo = m
			} else {
				hi = m
			}
		}
	}
	for _, x := range ranges[lo:hi] {
		if r < x.Lo {
			return false
		}
		if r <= x.Hi {
			return x.Stride == 1 || (r-x.Lo)%x.Stride == 0
		}
	}
	return false
}

func in32(ranges []Range32, r uint32) bool {
	lo, hi := 0, len(ranges)
	if hi > linearMax {
		for hi-lo > 1 {
			if m := int(uint(lo+hi) >> 1); ranges[m].Lo <= r {
				lo = m
			} else {
				hi = m
			}
		}
	}
	for _, x := range ranges[lo:hi] {
		if r < x.Lo {
			return false
		}
		if r <= x.Hi {
			return x.Stride == 1 || (r-x.Lo)%x.Stride == 0
		}
	}
	return false
}

// Is reports whether r is in the table.
func Is(rangeTab *RangeTable, r rune) bool {
	if n := len(rangeTab.R16); n > 0 && r <= rune(rangeTab.R16[n-1].Hi) {
		return in16(rangeTab.R16, uint16(r))
	}
	if n := len(rangeTab.R32); n > 0 && r >= rune(rangeTab.R32[0].Lo) {
		return in32(rangeTab.R32, uint32(r))
	}
	return false
}

// isExcludingLatin is Is for runes above Latin-1.
func isExcludingLatin(rangeTab *RangeTable, r rune) bool {
	r16 := rangeTab.R16[rangeTab.LatinOffset:]
	if n := len(r16); n > 0 && r <= rune(r16[n-1].Hi) {
		return in16(r16, uint16(r))
	}
	if n := len(rangeTab.R32); n > 0 && r >= rune(rangeTab.R32[0].Lo) {
		return in32(rangeTab.R32, uint32(r))
	}
	return false
}

// to maps r by the range that holds it.
func to(_case int, r rune, caseRange []CaseRange) (mappedRune rune, foundMapping bool) {
	if _case < 0 || _case >= MaxCase {
		return ReplacementChar, false
	}
	lo, hi := 0, len(caseRange)
	for lo < hi {
		m := int(uint(lo+hi) >> 1)
		x := &caseRange[m]
		switch {
		case r < rune(x.Lo):
			hi = m
		case r > rune(x.Hi):
			lo = m + 1
		default:
			delta := x.Delta[_case]
			if delta > MaxRune {
				// Capital at even distances from Lo, small or title case at odd ones.
				return rune(x.Lo) + (r-rune(x.Lo))&^1 + rune(_case&1), true
			}
			return r + delta, true
		}
	}
	return r, false
}

// special maps by the language's own rules first.
func (special SpecialCase) to(_case int, r rune) rune {
	if mapped, ok := to(_case, r, []CaseRange(special)); ok || mapped != r {
		return mapped
	}
	return To(_case, r)
}

func (special SpecialCase) ToUpper(r rune) rune { return special.to(UpperCase, r) }
func (special SpecialCase) ToTitle(r rune) rune { return special.to(TitleCase, r) }
func (special SpecialCase) ToLower(r rune) rune { return special.to(LowerCase, r) }

// SimpleFold gives the next rune of those that fold together, in ascending order and around.
func SimpleFold(r rune) rune {
	if r < 0 || r > MaxRune {
		return r
	}
	lo, hi := 0, len(foldOrbit)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); rune(foldOrbit[m].from) < r {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(foldOrbit) && rune(foldOrbit[lo].from) == r {
		return rune(foldOrbit[lo].to)
	}
	if l := ToLower(r); l != r {
		return l
	}
	return ToUpper(r)
}

// Turkish and Azeri have a dotless i.
var TurkishCase = SpecialCase{
	{0x49, 0x49, d{0, 0x131 - 0x49, 0}},
	{0x69, 0x69, d{0x130 - 0x69, 0, 0x130 - 0x69}},
	{0x130, 0x130, d{0, 0x69 - 0x130, 0}},
	{0x131, 0x131, d{0x49 - 0x131, 0, 0x49 - 0x131}},
}

var AzeriCase = SpecialCase{
	{0x49, 0x49, d{0, 0x131 - 0x49, 0}},
	{0x69, 0x69, d{0x130 - 0x69, 0, 0x130 - 0x69}},
	{0x130, 0x130, d{0, 0x69 - 0x130, 0}},
	{0x131, 0x131, d{0x49 - 0x131, 0, 0x49 - 0x131}},
}

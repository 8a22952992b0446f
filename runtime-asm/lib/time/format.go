// format.go: formatting and parsing by example: a layout shows how the moment
// Mon Jan 2 15:04:05 MST 2006 would be written.

package time

import "errors"

// element is a part of a layout that stands for something.
type element int

const (
	none element = iota
	longMonth
	shortMonth
	numMonth
	zeroMonth
	longWeekday
	shortWeekday
	day
	underDay
	zeroDay
	hour24
	hour12
	zeroHour12
	minute
	zeroMinute
	second
	zeroSecond
	longYear
	shortYear
	upperPM
	lowerPM
	zoneName
	isoSecondsZ // Z070000
	isoColonSecondsZ
	isoZ
	isoColonZ
	isoShortZ
	numSeconds // -070000
	numColonSeconds
	numZone
	numColon
	numShort
	fraction0 // .000
	fraction9 // .999
)

// spelled lists elements by their text; longer ones come before their prefixes.
var spelled = [...]struct {
	text string
	e    element
}{
	{"January", longMonth}, {"Jan", shortMonth}, {"Monday", longWeekday}, {"Mon", shortWeekday},
	{"MST", zoneName}, {"01", zeroMonth}, {"02", zeroDay}, {"03", zeroHour12}, {"04", zeroMinute},
	{"05", zeroSecond}, {"06", shortYear}, {"15", hour24}, {"1", numMonth}, {"2006", longYear},
	{"2", day}, {"_2", underDay}, {"3", hour12}, {"4", minute}, {"5", second}, {"PM", upperPM},
	{"pm", lowerPM}, {"-070000", numSeconds}, {"-07:00:00", numColonSeconds}, {"-0700", numZone},
	{"-07:00", numColon}, {"-07", numShort}, {"Z070000", isoSecondsZ}, {"Z07:00:00", isoColonSecondsZ},
	{"Z0700", isoZ}, {"Z07:00", isoColonZ}, {"Z07", isoShortZ},
}

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

func isDigit(s string, i int) bool { return i < len(s) && '0' <= s[i] && s[i] <= '9' }

// next finds the first element of a layout. digits counts those of a fraction.
func next(layout string) (before string, e element, digits int, after string) {
	for i := 0; i < len(layout); i++ {
		rest := layout[i:]
		switch c := rest[0]; c {
		case '.':
			// Zeros or nines to the end of the digits.
			if len(rest) > 1 && (rest[1] == '0' || rest[1] == '9') {
				j := 1
				for j < len(rest) && rest[j] == rest[1] {
					j++
				}
				if !isDigit(rest, j) {
					e = fraction0
					if rest[1] == '9' {
						e = fraction9
					}
					return layout[:i], e, j - 1, rest[j:]
				}
			}
		case 'J', 'M', '0', '1', '2', '_', '3', '4', '5', 'P', 'p', '-', 'Z':
			for k := range spelled {
				s := &spelled[k]
				if s.text[0] != c || !hasPrefix(rest, s.text) {
					continue
				}
				after = rest[len(s.text):]
				if (s.e == shortMonth || s.e == shortWeekday) && after != "" && 'a' <= after[0] && after[0] <= 'z' {
					continue // a longer word
				}
				if s.e == underDay && hasPrefix(rest, "_2006") {
					return layout[:i+1], longYear, 0, rest[5:]
				}
				return layout[:i], s.e, 0, after
			}
		}
	}
	return layout, none, 0, ""
}

// appendInt appends x with at least width digits.
func appendInt(b []byte, x int, width int) []byte {
	if x < 0 {
		return appendUint(append(b, '-'), uint(-x), width)
	}
	return appendUint(b, uint(x), width)
}

func appendUint(b []byte, u uint, width int) []byte {
	var buf [20]byte
	i := len(buf)
	for u >= 10 {
		i--
		buf[i] = byte('0' + u%10)
		u /= 10
	}
	i--
	buf[i] = byte('0' + u)
	for n := len(buf) - i; n < width; n++ {
		b = append(b, '0')
	}
	return append(b, buf[i:]...)
}

func appendFraction(b []byte, nsec int, digits int, trim bool) []byte {
	text := appendInt(nil, nsec, 9)
	if digits > 9 {
		digits = 9
	}
	text = text[:digits]
	if trim {
		for digits > 0 && text[digits-1] == '0' {
			digits--
		}
		if digits == 0 {
			return b
		}
	}
	return append(append(b, '.'), text[:digits]...)
}

// appendOffset appends a zone's offset as the element says.
func appendOffset(b []byte, e element, offset int) []byte {
	if offset == 0 && isoSecondsZ <= e && e <= isoShortZ {
		return append(b, 'Z')
	}
	min, abs := offset/60, offset
	if min < 0 {
		b = append(b, '-')
		min, abs = -min, -abs
	} else {
		b = append(b, '+')
	}
	colon := e == isoColonZ || e == numColon || e == isoColonSecondsZ || e == numColonSeconds
	b = appendInt(b, min/60, 2)
	if e == isoShortZ || e == numShort {
		return b
	}
	if colon {
		b = append(b, ':')
	}
	b = appendInt(b, min%60, 2)
	switch e {
	case isoSecondsZ, numSeconds, isoColonSecondsZ, numColonSeconds:
		if colon {
			b = append(b, ':')
		}
		b = appendInt(b, abs%60, 2)
	}
	return b
}

func (t Time) Format(layout string) string {
	return string(t.AppendFormat(make([]byte, 0, 64), layout))
}

func (t Time) AppendFormat(b []byte, layout string) []byte {
	name, offset, abs := t.locabs()
	year, month, dayOfMonth, _ := absDate(abs, true)
	hour, min, sec := absClock(abs)
	hour12of := hour % 12
	if hour12of == 0 {
		hour12of = 12
	}
	for layout != "" {
		before, e, digits, after := next(layout)
		b = append(b, before...)
		if e == none {
			break
		}
		layout = after
		switch e {
		case shortYear:
			y := year
			if y < 0 {
				y = -y
			}
			b = appendInt(b, y%100, 2)
		case longYear:
			b = appendInt(b, year, 4)
		case shortMonth:
			b = append(b, month.String()[:3]...)
		case longMonth:
			b = append(b, month.String()...)
		case numMonth:
			b = appendInt(b, int(month), 0)
		case zeroMonth:
			b = appendInt(b, int(month), 2)
		case shortWeekday:
			b = append(b, absWeekday(abs).String()[:3]...)
		case longWeekday:
			b = append(b, absWeekday(abs).String()...)
		case day:
			b = appendInt(b, dayOfMonth, 0)
		case underDay:
			if dayOfMonth < 10 {
				b = append(b, ' ')
			}
			b = appendInt(b, dayOfMonth, 0)
		case zeroDay:
			b = appendInt(b, dayOfMonth, 2)
		case hour24:
			b = appendInt(b, hour, 2)
		case hour12:
			b = appendInt(b, hour12of, 0)
		case zeroHour12:
			b = appendInt(b, hour12of, 2)
		case minute:
			b = appendInt(b, min, 0)
		case zeroMinute:
			b = appendInt(b, min, 2)
		case second:
			b = appendInt(b, sec, 0)
		case zeroSecond:
			b = appendInt(b, sec, 2)
		case upperPM:
			if hour >= 12 {
				b = append(b, "PM"...)
			} else {
				b = append(b, "AM"...)
			}
		case lowerPM:
			if hour >= 12 {
				b = append(b, "pm"...)
			} else {
				b = append(b, "am"...)
			}
		case zoneName:
			if name != "" {
				b = append(b, name...)
			} else {
				b = appendOffset(b, numZone, offset) // no name: the offset must do
			}
		case fraction0, fraction9:
			b = appendFraction(b, t.Nanosecond(), digits, e == fraction9)
		default:
			b = appendOffset(b, e, offset)
		}
	}
	return b
}

// String shows the monotonic clock, too, if there is one.
func (t Time) String() string {
	s := t.Format("2006-01-02 15:04:05.999999999 -0700 MST")
	if t.wall&hasMonotonic != 0 {
		sign, m := byte('+'), uint64(t.ext)
		if t.ext < 0 {
			sign, m = '-', -m
		}
		b := append([]byte(s), " m="...)
		b = append(b, sign)
		b = appendInt(b, int(m/1e9), 0)
		b = append(b, '.')
		b = appendInt(b, int(m%1e9), 9)
		s = string(b)
	}
	return s
}

func quote(s string) string { return "\"" + s + "\"" }

func (e *ParseError) Error() string {
	if e.Message == "" {
		return "parsing time " + quote(e.Value) + " as " + quote(e.Layout) + ": cannot parse " +
			quote(e.ValueElem) + " as " + quote(e.LayoutElem)
	}
	return "parsing time " + quote(e.Value) + e.Message
}

var errBad = errors.New("bad value for field")
var errAtoi = errors.New("time: invalid number")

func atoi(s string) (x int, err error) {
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "" {
		return 0, errAtoi
	}
	for i := 0; i < len(s); i++ {
		if !isDigit(s, i) || x > (1<<63-1)/10-1 {
			return 0, errAtoi
		}
		x = x*10 + int(s[i]-'0')
	}
	if neg {
		x = -x
	}
	return x, nil
}

// number reads one or two digits; two if fixed.
func number(s string, fixed bool) (int, string, error) {
	if !isDigit(s, 0) {
		return 0, s, errBad
	}
	if !isDigit(s, 1) {
		if fixed {
			return 0, s, errBad
		}
		return int(s[0] - '0'), s[1:], nil
	}
	return int(s[0]-'0')*10 + int(s[1]-'0'), s[2:], nil
}

// foldPrefix reports whether s begins with prefix, in any case.
func foldPrefix(s, prefix string) bool {
	if len(s) < len(prefix) {
		return false
	}
	for i := 0; i < len(prefix); i++ {
		if a := s[i] | 0x20; a != prefix[i]|0x20 || a < 'a' || a > 'z' {
			return false
		}
	}
	return true
}

// name reads one of names, all or only three letters of it, and gives its index.
func name(names []string, s string, short bool) (int, string, error) {
	for i, n := range names {
		if short {
			n = n[:3]
		}
		if foldPrefix(s, n) {
			return i, s[len(n):], nil
		}
	}
	return -1, s, errBad
}

func skipSpaces(s string) string {
	for s != "" && s[0] == ' ' {
		s = s[1:]
	}
	return s
}

// skip takes prefix off value; spaces in prefix match any number of them.
func skip(value, prefix string) (string, error) {
	for prefix != "" {
		if prefix[0] == ' ' {
			if value != "" && value[0] != ' ' {
				return value, errBad
			}
			prefix = skipSpaces(prefix)
			value = skipSpaces(value)
			continue
		}
		if value == "" || value[0] != prefix[0] {
			return value, errBad
		}
		prefix, value = prefix[1:], value[1:]
	}
	return value, nil
}

// nanoseconds reads a point and digits.
func nanoseconds(s string) (ns int, rangeErr string, err error) {
	if s == "" || s[0] != '.' {
		return 0, "", errBad
	}
	if ns, err = atoi(s[1:]); err != nil {
		return
	}
	if ns < 0 || ns >= 1e9 || len(s) > 10 {
		return 0, "fractional second", nil
	}
	for n := len(s); n < 10; n++ {
		ns *= 10
	}
	return
}

// abbreviation gives the length of a time zone's abbreviation at the start of s.
func abbreviation(s string) (int, bool) {
	if len(s) < 3 {
		return 0, false
	}
	if len(s) >= 4 && (s[:4] == "ChST" || s[:4] == "MeST") {
		return 4, true
	}
	if s[:3] == "GMT" {
		return 3 + signedOffset(s[3:]), true
	}
	if s[0] == '+' || s[0] == '-' {
		n := signedOffset(s)
		return n, n > 0
	}
	n := 0
	for n < 6 && n < len(s) && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	switch n {
	case 3:
		return 3, true
	case 4:
		if s[3] == 'T' || s[:4] == "WITA" {
			return 4, true
		}
	case 5:
		if s[4] == 'T' {
			return 5, true
		}
	}
	return 0, false
}

// signedOffset gives the length of +N or -N, with N up to 23, at the start of s, 0 if there is none.
func signedOffset(s string) int {
	if s == "" || s[0] != '+' && s[0] != '-' {
		return 0
	}
	x, n := 0, 1
	for isDigit(s, n) && x < 1000 {
		x = x*10 + int(s[n]-'0')
		n++
	}
	if n == 1 || x > 23 {
		return 0
	}
	return n
}

// parseOffset reads an offset as the element says. rest lies behind it even if its digits are bad.
func parseOffset(e element, s string) (offset int, isZ bool, rest string, err error) {
	if isoZ <= e && e <= isoShortZ && s != "" && s[0] == 'Z' {
		return 0, true, s[1:], nil
	}
	colon, parts := false, 2
	switch e {
	case isoColonZ, numColon:
		colon = true
	case isoShortZ, numShort:
		parts = 1
	case isoSecondsZ, numSeconds:
		parts = 3
	case isoColonSecondsZ, numColonSeconds:
		colon, parts = true, 3
	}
	size := 1 + 2*parts
	if colon {
		size += parts - 1
	}
	if len(s) < size {
		return 0, false, s, errBad
	}
	unit, at := 3600, 1
	for i := 0; i < parts; i++ {
		if i > 0 && colon {
			if s[at] != ':' {
				return 0, false, s, errBad
			}
			at++
		}
		x, bad := atoi(s[at : at+2])
		if err == nil {
			err = bad
		}
		offset += x * unit
		unit /= 60
		at += 2
	}
	switch s[0] {
	case '-':
		offset = -offset
	case '+':
	default:
		err = errBad
	}
	return offset, false, s[size:], err
}

func parse(layout, value string, defaultLocation, local *Location) (Time, error) {
	allLayout, allValue := layout, value
	outOfRange := "" // name of the field, if one is
	pm, pmSet := false, false
	year, month, mday, hour, min, sec, nsec := 0, 1, 1, 0, 0, 0, 0
	var z *Location
	offset, zoneText := -1, ""

	for {
		before, e, digits, after := next(layout)
		elem := layout[len(before) : len(layout)-len(after)]
		var err error
		if value, err = skip(value, before); err != nil {
			return Time{}, &ParseError{allLayout, allValue, before, value, ""}
		}
		if e == none {
			if value != "" {
				return Time{}, &ParseError{allLayout, allValue, "", value, ": extra text: " + value}
			}
			break
		}
		layout = after
		switch e {
		case shortYear, longYear:
			n := 2
			if e == longYear {
				n = 4
			}
			if len(value) < n || e == longYear && !isDigit(value, 0) {
				err = errBad
				break
			}
			year, err = atoi(value[:n])
			if err == nil || e == longYear {
				value = value[n:]
			}
			if e == shortYear {
				if year >= 69 {
					year += 1900 // as Unix began in 1969, somewhere
				} else {
					year += 2000
				}
			}
		case shortMonth, longMonth:
			month, value, err = name(monthNames[:], value, e == shortMonth)
			month++
		case numMonth, zeroMonth:
			month, value, err = number(value, e == zeroMonth)
			if err == nil && (month <= 0 || month > 12) {
				outOfRange = "month"
			}
		case shortWeekday, longWeekday:
			_, value, err = name(dayNames[:], value, e == shortWeekday) // any will do
		case day, underDay, zeroDay:
			if e == underDay && value != "" && value[0] == ' ' {
				value = value[1:]
			}
			mday, value, err = number(value, e == zeroDay)
			if mday < 0 {
				outOfRange = "day"
			}
		case hour24:
			hour, value, err = number(value, false)
			if hour < 0 || hour >= 24 {
				outOfRange = "hour"
			}
		case hour12, zeroHour12:
			hour, value, err = number(value, e == zeroHour12)
			if hour < 0 || hour > 12 {
				outOfRange = "hour"
			}
		case minute, zeroMinute:
			min, value, err = number(value, e == zeroMinute)
			if min < 0 || min >= 60 {
				outOfRange = "minute"
			}
		case second, zeroSecond:
			sec, value, err = number(value, e == zeroSecond)
			if sec < 0 || sec >= 60 {
				outOfRange = "second"
				break
			}
			// A fraction may follow even if the layout has none.
			if len(value) >= 2 && value[0] == '.' && isDigit(value, 1) {
				if _, e, _, _ := next(layout); e == fraction0 || e == fraction9 {
					break
				}
				n := 2
				for isDigit(value, n) {
					n++
				}
				nsec, outOfRange, err = nanoseconds(value[:n])
				value = value[n:]
			}
		case upperPM, lowerPM:
			if len(value) < 2 {
				err = errBad
				break
			}
			am, isPM := "AM", "PM"
			if e == lowerPM {
				am, isPM = "am", "pm"
			}
			switch value[:2] {
			case isPM:
				pm = true
			case am:
			default:
				err = errBad
			}
			pmSet = true
			value = value[2:]
		case zoneName:
			if hasPrefix(value, "UTC") {
				z = UTC
				value = value[3:]
				break
			}
			n, ok := abbreviation(value)
			if !ok {
				err = errBad
				break
			}
			zoneText, value = value[:n], value[n:]
		case fraction0:
			n := 1 + digits
			if len(value) < n {
				err = errBad
				break
			}
			nsec, outOfRange, err = nanoseconds(value[:n])
			value = value[n:]
		case fraction9:
			if len(value) < 2 || value[0] != '.' || !isDigit(value, 1) {
				break // may be missing
			}
			n := 1
			for n < 10 && isDigit(value, n) {
				n++
			}
			nsec, outOfRange, err = nanoseconds(value[:n])
			value = value[n:]
		default:
			var isZ bool
			var off int
			if off, isZ, value, err = parseOffset(e, value); isZ {
				z = UTC
			} else if err == nil {
				offset = off
			}
		}
		if outOfRange != "" {
			return Time{}, &ParseError{allLayout, allValue, elem, value, ": " + outOfRange + " out of range"}
		}
		if err != nil {
			return Time{}, &ParseError{allLayout, allValue, elem, value, ""}
		}
	}
	if pmSet && pm && hour < 12 {
		hour += 12
	} else if pmSet && !pm && hour == 12 {
		hour = 0
	}
	if mday < 1 || mday > daysIn(Month(month), year) {
		return Time{}, &ParseError{allLayout, allValue, "", value, ": day out of range"}
	}
	if z != nil {
		return Date(year, Month(month), mday, hour, min, sec, nsec, z), nil
	}
	if offset != -1 {
		t := Date(year, Month(month), mday, hour, min, sec, nsec, UTC)
		t.addSec(-int64(offset))
		// The local zone, if it has that offset then.
		n, off, _, _ := local.lookup(t.unixSec())
		if off == offset && (zoneText == "" || n == zoneText) {
			t.setLoc(local)
			return t, nil
		}
		t.setLoc(FixedZone(zoneText, offset))
		return t, nil
	}
	if zoneText != "" {
		t := Date(year, Month(month), mday, hour, min, sec, nsec, UTC)
		offset, ok := local.lookupName(zoneText, t.unixSec())
		if ok {
			t.addSec(-int64(offset))
			t.setLoc(local)
			return t, nil
		}
		// An unknown abbreviation has offset 0; GMT+3 says its own.
		if len(zoneText) > 3 && zoneText[:3] == "GMT" {
			offset, _ = atoi(zoneText[3:])
			offset *= 3600
		}
		t.setLoc(FixedZone(zoneText, offset))
		return t, nil
	}
	return Date(year, Month(month), mday, hour, min, sec, nsec, defaultLocation), nil
}

// unitOf gives the length of a unit of a duration.
func unitOf(s string) int64 {
	switch s {
	case "ns":
		return int64(Nanosecond)
	case "us", "µs", "μs":
		return int64(Microsecond)
	case "ms":
		return int64(Millisecond)
	case "s":
		return int64(Second)
	case "m":
		return int64(Minute)
	case "h":
		return int64(Hour)
	}
	return 0
}

// ParseDuration reads what Duration.String writes, and more: any units, each with a fraction.
func ParseDuration(s string) (Duration, error) {
	all := s
	bad := errors.New("time: invalid duration " + all)
	neg := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		neg = s[0] == '-'
		s = s[1:]
	}
	if s == "0" {
		return 0, nil
	}
	if s == "" {
		return 0, bad
	}
	const most = 1<<63 - 1
	var d int64
	for s != "" {
		if s[0] != '.' && !isDigit(s, 0) {
			return 0, bad
		}
		var v, frac int64
		scale := float64(1)
		i := 0
		for ; isDigit(s, i); i++ {
			if v > most/10 {
				return 0, bad
			}
			if v = v*10 + int64(s[i]-'0'); v < 0 {
				return 0, bad
			}
		}
		some := i > 0
		s = s[i:]
		if s != "" && s[0] == '.' {
			full := false
			for i = 1; isDigit(s, i); i++ {
				if full || frac > most/10 {
					full = true
					continue
				}
				y := frac*10 + int64(s[i]-'0')
				if y < 0 {
					full = true
					continue
				}
				frac = y
				scale *= 10
			}
			some = some || i > 1
			s = s[i:]
		}
		if !some {
			return 0, bad
		}
		i = 0
		for i < len(s) && s[i] != '.' && !isDigit(s, i) {
			i++
		}
		if i == 0 {
			return 0, errors.New("time: missing unit in duration " + all)
		}
		unit := unitOf(s[:i])
		if unit == 0 {
			return 0, errors.New("time: unknown unit " + s[:i] + " in duration " + all)
		}
		s = s[i:]
		if v > most/unit {
			return 0, bad
		}
		v *= unit
		if frac > 0 {
			if v += int64(float64(frac) * (float64(unit) / scale)); v < 0 {
				return 0, bad
			}
		}
		if d += v; d < 0 {
			return 0, bad
		}
	}
	if neg {
		d = -d
	}
	return Duration(d), nil
}

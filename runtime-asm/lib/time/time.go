// time.go: moments and durations. A Time counts seconds since year 1 in ext, nanoseconds in wall; one
// that Now gave holds instead the seconds since 1885 in wall (33 bits) and the monotonic clock in ext.

package time

import "errors"

// startNano makes monotonic readings small and never zero.
var startNano = runtimeNano() - 1

func Now() Time {
	sec, nsec, mono := now()
	mono -= startNano
	sec += unixToInternal - minWall
	if uint64(sec)>>33 != 0 {
		return Time{uint64(nsec), sec + minWall, Local}
	}
	return Time{hasMonotonic | uint64(sec)<<nsecShift | uint64(nsec), mono, Local}
}

func (t *Time) addSec(d int64) {
	if t.wall&hasMonotonic != 0 {
		sec := int64(t.wall << 1 >> (nsecShift + 1))
		if s := sec + d; 0 <= s && s <= 1<<33-1 {
			t.wall = t.wall&nsecMask | uint64(s)<<nsecShift | hasMonotonic
			return
		}
		t.stripMono()
	}
	t.ext += d
}

func (t *Time) stripMono() {
	if t.wall&hasMonotonic != 0 {
		t.ext = t.sec()
		t.wall &= nsecMask
	}
}

func (m Month) String() string {
	if January <= m && m <= December {
		return monthNames[m-1]
	}
	return "%!Month(" + string(appendUint(nil, uint(m), 0)) + ")"
}

func (d Weekday) String() string {
	if Sunday <= d && d <= Saturday {
		return dayNames[d]
	}
	return "%!Weekday(" + string(appendUint(nil, uint(d), 0)) + ")"
}

var monthNames = [...]string{"January", "February", "March", "April", "May", "June", "July", "August",
	"September", "October", "November", "December"}

var dayNames = [...]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"}

// abs gives the seconds since the absolute zero year, in t's zone.
func (t Time) abs() uint64 {
	_, _, abs := t.locabs()
	return abs
}

func (t Time) locabs() (name string, offset int, abs uint64) {
	sec := t.unixSec()
	name = "UTC"
	if l := t.loc.get(); l != &utcLoc {
		name, offset, _, _ = l.lookup(sec)
		sec += int64(offset)
	}
	return name, offset, uint64(sec + (unixToInternal + internalToAbsolute))
}

func (t Time) date(full bool) (year int, month Month, day int, yday int) {
	return absDate(t.abs(), full)
}

// daysBefore counts the days of a common year before each month.
var daysBefore = [...]int32{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// absDate splits seconds since the absolute zero year, which begins a cycle of 400 years.
func absDate(abs uint64, full bool) (year int, month Month, day int, yday int) {
	d := abs / secondsPerDay
	y := 400 * (d / daysPer400Years)
	d %= daysPer400Years
	// The last century, and the last year of four, have a day more.
	part := func(length, count uint64) uint64 {
		n := d / length
		if n == count {
			n--
		}
		d -= n * length
		return n
	}
	y += 100 * part(daysPer100Years, 4)
	y += 4 * (d / daysPer4Years)
	d %= daysPer4Years
	y += part(365, 4)
	year = int(int64(y) + absoluteZeroYear)
	yday = int(d)
	if !full {
		return
	}
	day = yday
	if isLeap(year) {
		switch {
		case day > 59:
			day--
		case day == 59:
			return year, February, 29, yday
		}
	}
	month = Month(day/31) + 1
	if day >= int(daysBefore[month]) {
		month++
	}
	return year, month, day - int(daysBefore[month-1]) + 1, yday
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

func daysIn(m Month, year int) int {
	if m == February && isLeap(year) {
		return 29
	}
	return int(daysBefore[m] - daysBefore[m-1])
}

// ISOWeek: the week, from Monday on, belongs to the year that its Thursday lies in.
func (t Time) ISOWeek() (year, week int) {
	abs := t.abs()
	thursday := int64(Thursday - absWeekday(abs))
	if thursday == 4 {
		thursday = -3 // Sunday ends the week
	}
	year, _, _, yday := absDate(abs+uint64(thursday*secondsPerDay), false)
	return year, yday/7 + 1
}

// String is like "72h3m0.5s"; below a second the unit is ms, µs or ns.
func (d Duration) String() string {
	if d == 0 {
		return "0s"
	}
	var buf [32]byte
	w := len(buf)
	u := uint64(d)
	if d < 0 {
		u = -u
	}
	put := func(s string) {
		w -= len(s)
		copy(buf[w:], s)
	}
	number := func(v uint64) {
		for {
			w--
			buf[w] = byte('0' + v%10)
			if v /= 10; v == 0 {
				return
			}
		}
	}
	// fraction puts the last n digits of u behind a point, without trailing zeros, and drops them.
	fraction := func(n int) {
		seen := false
		for ; n > 0; n-- {
			digit := u % 10
			seen = seen || digit != 0
			if seen {
				w--
				buf[w] = byte('0' + digit)
			}
			u /= 10
		}
		if seen {
			put(".")
		}
	}
	switch {
	case u < uint64(Microsecond):
		put("ns")
		number(u)
	case u < uint64(Millisecond):
		put("µs")
		fraction(3)
		number(u)
	case u < uint64(Second):
		put("ms")
		fraction(6)
		number(u)
	default:
		put("s")
		fraction(9)
		number(u % 60)
		if u /= 60; u > 0 {
			put("m")
			number(u % 60)
			if u /= 60; u > 0 {
				put("h")
				number(u)
			}
		}
	}
	if d < 0 {
		put("-")
	}
	return string(buf[w:])
}

// Round rounds half away from zero and does not go beyond the range.
func (d Duration) Round(m Duration) Duration {
	if m <= 0 {
		return d
	}
	r := d % m
	if d < 0 {
		r = -r
		if uint64(r)+uint64(r) < uint64(m) {
			return d + r
		}
		if down := d - m + r; down < d {
			return down
		}
		return minDuration
	}
	if uint64(r)+uint64(r) < uint64(m) {
		return d - r
	}
	if up := d + m - r; up > d {
		return up
	}
	return maxDuration
}

func (t Time) Add(d Duration) Time {
	sec := int64(d / 1e9)
	nsec := t.nsec() + int32(d%1e9)
	if nsec >= 1e9 {
		sec++
		nsec -= 1e9
	} else if nsec < 0 {
		sec--
		nsec += 1e9
	}
	t.wall = t.wall&^nsecMask | uint64(nsec)
	t.addSec(sec)
	if t.wall&hasMonotonic != 0 {
		mono := t.ext + int64(d)
		if d < 0 && mono > t.ext || d > 0 && mono < t.ext {
			t.stripMono()
		} else {
			t.ext = mono
		}
	}
	return t
}

func (t Time) Sub(u Time) Duration {
	if t.wall&u.wall&hasMonotonic != 0 {
		d := Duration(t.ext - u.ext)
		if d < 0 && t.ext > u.ext {
			return maxDuration
		}
		if d > 0 && t.ext < u.ext {
			return minDuration
		}
		return d
	}
	d := Duration(t.sec()-u.sec())*Second + Duration(t.nsec()-u.nsec())
	switch {
	case u.Add(d).Equal(t):
		return d
	case t.Before(u):
		return minDuration
	}
	return maxDuration
}

func Since(t Time) Duration {
	if t.wall&hasMonotonic != 0 {
		// Now without the wall clock.
		return Time{hasMonotonic, runtimeNano() - startNano, nil}.Sub(t)
	}
	return Now().Sub(t)
}

func Until(t Time) Duration {
	if t.wall&hasMonotonic != 0 {
		return t.Sub(Time{hasMonotonic, runtimeNano() - startNano, nil})
	}
	return t.Sub(Now())
}

func (t Time) AddDate(years int, months int, days int) Time {
	year, month, day := t.Date()
	hour, min, sec := t.Clock()
	return Date(year+years, month+Month(months), day+days, hour, min, sec, int(t.nsec()), t.Location())
}

func (t Time) Zone() (name string, offset int) {
	name, offset, _, _ = t.loc.lookup(t.unixSec())
	return
}

func Unix(sec int64, nsec int64) Time {
	if nsec < 0 || nsec >= 1e9 {
		n := nsec / 1e9
		sec += n
		if nsec -= n * 1e9; nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	return Time{uint64(nsec), sec + unixToInternal, Local}
}

// carry moves whole units of lo into hi, so that 0 <= lo < base.
func carry(hi, lo, base int) (int, int) {
	n := lo / base
	if lo%base < 0 {
		n--
	}
	return hi + n, lo - n*base
}

func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Date")
	}
	year, m := carry(year, int(month)-1, 12)
	month = Month(m) + 1
	sec, nsec = carry(sec, nsec, 1e9)
	min, sec = carry(min, sec, 60)
	hour, min = carry(hour, min, 60)
	day, hour = carry(day, hour, 24)

	y := uint64(int64(year) - absoluteZeroYear)
	d := daysPer400Years * (y / 400)
	y %= 400
	d += daysPer100Years * (y / 100)
	y %= 100
	d += daysPer4Years*(y/4) + 365*(y%4)
	d += uint64(daysBefore[month-1])
	if isLeap(year) && month >= March {
		d++
	}
	d += uint64(day - 1)
	abs := d*secondsPerDay + uint64(hour*secondsPerHour+min*secondsPerMinute+sec)
	unix := int64(abs) + (absoluteToInternal + internalToUnix)

	if loc != UTC {
		// The offset of the same moment in UTC is a guess; near a change look on the right side of it.
		_, offset, start, end := loc.lookup(unix)
		if offset != 0 {
			switch utc := unix - int64(offset); {
			case utc < start:
				_, offset, _, _ = loc.lookup(start - 1)
			case utc >= end:
				_, offset, _, _ = loc.lookup(end)
			}
			unix -= int64(offset)
		}
	}
	t := Time{uint64(nsec), unix + unixToInternal, nil}
	t.setLoc(loc)
	return t
}

// rem gives the remainder of t, counted from year 1, by d, and twice whether it is at least half.
func (t Time) rem(d Duration) Duration {
	sec, nsec := t.sec(), int64(t.nsec())
	neg := sec < 0
	if neg {
		sec = -sec
		if nsec = -nsec; nsec < 0 {
			nsec += 1e9
			sec--
		}
	}
	// sec * 1e9 + nsec modulo d, doubling sec's contribution bit by bit.
	m := uint64(d)
	r := uint64(0)
	for i := 63; i >= 0; i-- {
		r = addMod(r, r, m)
		if uint64(sec)>>uint(i)&1 != 0 {
			r = addMod(r, 1e9%m, m)
		}
	}
	r = addMod(r, uint64(nsec)%m, m)
	if neg && r != 0 {
		r = m - r
	}
	return Duration(r)
}

func addMod(a, b, m uint64) uint64 {
	if a += b; a >= m { // both below 1<<63
		a -= m
	}
	return a
}

func (t Time) Truncate(d Duration) Time {
	t.stripMono()
	if d <= 0 {
		return t
	}
	return t.Add(-t.rem(d))
}

func (t Time) Round(d Duration) Time {
	t.stripMono()
	if d <= 0 {
		return t
	}
	r := t.rem(d)
	if uint64(r)+uint64(r) < uint64(d) {
		return t.Add(-r)
	}
	return t.Add(d - r)
}

// The binary form: version, seconds (8 bytes), nanoseconds (4), offset in minutes (2; -1 is UTC).
func (t Time) MarshalBinary() ([]byte, error) {
	offset := -1
	if t.Location() != UTC {
		_, seconds := t.Zone()
		if seconds%60 != 0 {
			return nil, errors.New("Time.MarshalBinary: zone offset has fractional minute")
		}
		offset = seconds / 60
		if offset < -32768 || offset == -1 || offset > 32767 {
			return nil, errors.New("Time.MarshalBinary: unexpected zone offset")
		}
	}
	enc := make([]byte, 0, 15)
	enc = append(enc, 1)
	for shift := 56; shift >= 0; shift -= 8 {
		enc = append(enc, byte(t.sec()>>uint(shift)))
	}
	for shift := 24; shift >= 0; shift -= 8 {
		enc = append(enc, byte(t.nsec()>>uint(shift)))
	}
	return append(enc, byte(offset>>8), byte(offset)), nil
}

func (t *Time) UnmarshalBinary(data []byte) error {
	if len(data) == 0 {
		return errors.New("Time.UnmarshalBinary: no data")
	}
	if data[0] != 1 {
		return errors.New("Time.UnmarshalBinary: unsupported version")
	}
	if len(data) != 15 {
		return errors.New("Time.UnmarshalBinary: invalid length")
	}
	var sec int64
	for _, b := range data[1:9] {
		sec = sec<<8 | int64(b)
	}
	var nsec int32
	for _, b := range data[9:13] {
		nsec = nsec<<8 | int32(b)
	}
	offset := int(int16(data[13])<<8|int16(data[14])) * 60
	*t = Time{uint64(nsec), sec, nil}
	if offset == -60 {
		t.setLoc(&utcLoc)
	} else if _, local, _, _ := Local.lookup(t.unixSec()); offset == local {
		t.setLoc(Local)
	} else {
		t.setLoc(FixedZone("", offset))
	}
	return nil
}

func (t Time) GobEncode() ([]byte, error)   { return t.MarshalBinary() }
func (t *Time) GobDecode(data []byte) error { return t.UnmarshalBinary(data) }

func (t Time) MarshalJSON() ([]byte, error) {
	if y := t.Year(); y < 0 || y >= 10000 {
		return nil, errors.New("Time.MarshalJSON: year outside of range [0,9999]")
	}
	b := append(make([]byte, 0, len(RFC3339Nano)+2), '"')
	return append(t.AppendFormat(b, RFC3339Nano), '"'), nil
}

func (t *Time) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	var err error
	*t, err = Parse(`"`+RFC3339+`"`, string(data))
	return err
}

func (t Time) MarshalText() ([]byte, error) {
	if y := t.Year(); y < 0 || y >= 10000 {
		return nil, errors.New("Time.MarshalText: year outside of range [0,9999]")
	}
	return t.AppendFormat(make([]byte, 0, len(RFC3339Nano)), RFC3339Nano), nil
}

func (t *Time) UnmarshalText(data []byte) error {
	var err error
	*t, err = Parse(RFC3339, string(data))
	return err
}

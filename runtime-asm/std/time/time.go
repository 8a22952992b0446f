package time

type Time struct {
	wall uint64
	ext  int64

	loc *Location
}

//line $GOROOT/src/time/time.go:151
const (
	hasMonotonic = 1 << 63
	maxWall      = wallToInternal + (1<<33 - 1)
	minWall      = wallToInternal
	nsecMask     = 1<<30 - 1
	nsecShift    = 30
)

//line $GOROOT/src/time/time.go:162
func (t *Time) nsec() int32 {
	return int32(t.wall & nsecMask)
}

//line $GOROOT/src/time/time.go:168
func (t *Time) sec() int64 {
	if t.wall&hasMonotonic != 0 {
		return wallToInternal + int64(t.wall<<1>>(nsecShift+1))
	}
	return t.ext
}

//line $GOROOT/src/time/time.go:176
func (t *Time) unixSec() int64 { return t.sec() + internalToUnix }

//go9:esc t=none
func (t *Time) addSec(d int64)

//go9:esc t=none
func (t *Time) stripMono()

//line $GOROOT/src/time/time.go:197
func (t *Time) setLoc(loc *Location) {
	if loc == &utcLoc {
		loc = nil
	}
	t.stripMono()
	t.loc = loc
}

//line $GOROOT/src/time/time.go:241
func (t Time) After(u Time) bool {
	if t.wall&u.wall&hasMonotonic != 0 {
		return t.ext > u.ext
	}
	ts := t.sec()
	us := u.sec()
	return ts > us || ts == us && t.nsec() > u.nsec()
}

//line $GOROOT/src/time/time.go:251
func (t Time) Before(u Time) bool {
	if t.wall&u.wall&hasMonotonic != 0 {
		return t.ext < u.ext
	}
	return t.sec() < u.sec() || t.sec() == u.sec() && t.nsec() < u.nsec()
}

//line $GOROOT/src/time/time.go:263
func (t Time) Equal(u Time) bool {
	if t.wall&u.wall&hasMonotonic != 0 {
		return t.ext == u.ext
	}
	return t.sec() == u.sec() && t.nsec() == u.nsec()
}

type Month int

const (
	January Month = 1 + iota
	February
	March
	April
	May
	June
	July
	August
	September
	October
	November
	December
)

func (m Month) String() string

type Weekday int

const (
	Sunday Weekday = iota
	Monday
	Tuesday
	Wednesday
	Thursday
	Friday
	Saturday
)

func (d Weekday) String() string

const (
//line $GOROOT/src/time/time.go:429
	absoluteZeroYear = -292277022399

//line $GOROOT/src/time/time.go:433
	internalYear = 1

//line $GOROOT/src/time/time.go:436
	absoluteToInternal int64 = (absoluteZeroYear - internalYear) * 365.2425 * secondsPerDay
	internalToAbsolute       = -absoluteToInternal

	unixToInternal int64 = (1969*365 + 1969/4 - 1969/100 + 1969/400) * secondsPerDay
	internalToUnix int64 = -unixToInternal

	wallToInternal int64 = (1884*365 + 1884/4 - 1884/100 + 1884/400) * secondsPerDay
	internalToWall int64 = -wallToInternal
)

//line $GOROOT/src/time/time.go:449
func (t Time) IsZero() bool {
	return t.sec() == 0 && t.nsec() == 0
}

//go9:esc t=none
func (t Time) abs() uint64

//go9:esc t=none
func (t Time) date(full bool) (year int, month Month, day int, yday int)

//line $GOROOT/src/time/time.go:498
func (t Time) Date() (year int, month Month, day int) {
	year, month, day, _ = t.date(true)
	return
}

//line $GOROOT/src/time/time.go:504
func (t Time) Year() int {
	year, _, _, _ := t.date(false)
	return year
}

//line $GOROOT/src/time/time.go:510
func (t Time) Month() Month {
	_, month, _, _ := t.date(true)
	return month
}

//line $GOROOT/src/time/time.go:516
func (t Time) Day() int {
	_, _, day, _ := t.date(true)
	return day
}

//line $GOROOT/src/time/time.go:522
func (t Time) Weekday() Weekday {
	return absWeekday(t.abs())
}

//line $GOROOT/src/time/time.go:527
func absWeekday(abs uint64) Weekday {
//line $GOROOT/src/time/time.go:529
	sec := (abs + uint64(Monday)*secondsPerDay) % secondsPerWeek
	return Weekday(int(sec) / secondsPerDay)
}

//go9:esc t=none
func (t Time) ISOWeek() (year, week int)

//line $GOROOT/src/time/time.go:593
func (t Time) Clock() (hour, min, sec int) {
	return absClock(t.abs())
}

//line $GOROOT/src/time/time.go:598
func absClock(abs uint64) (hour, min, sec int) {
	sec = int(abs % secondsPerDay)
	hour = sec / secondsPerHour
	sec -= hour * secondsPerHour
	min = sec / secondsPerMinute
	sec -= min * secondsPerMinute
	return
}

//line $GOROOT/src/time/time.go:608
func (t Time) Hour() int {
	return int(t.abs()%secondsPerDay) / secondsPerHour
}

//line $GOROOT/src/time/time.go:613
func (t Time) Minute() int {
	return int(t.abs()%secondsPerHour) / secondsPerMinute
}

//line $GOROOT/src/time/time.go:618
func (t Time) Second() int {
	return int(t.abs() % secondsPerMinute)
}

//line $GOROOT/src/time/time.go:624
func (t Time) Nanosecond() int {
	return int(t.nsec())
}

//line $GOROOT/src/time/time.go:630
func (t Time) YearDay() int {
	_, _, _, yday := t.date(false)
	return yday + 1
}

type Duration int64

const (
	minDuration Duration = -1 << 63
	maxDuration Duration = 1<<63 - 1
)

const (
	Nanosecond  Duration = 1
	Microsecond          = 1000 * Nanosecond
	Millisecond          = 1000 * Microsecond
	Second               = 1000 * Millisecond
	Minute               = 60 * Second
	Hour                 = 60 * Minute
)

func (d Duration) String() string

//line $GOROOT/src/time/time.go:784
func (d Duration) Nanoseconds() int64 { return int64(d) }

//line $GOROOT/src/time/time.go:787
func (d Duration) Microseconds() int64 { return int64(d) / 1e3 }

//line $GOROOT/src/time/time.go:790
func (d Duration) Milliseconds() int64 { return int64(d) / 1e6 }

//line $GOROOT/src/time/time.go:802
func (d Duration) Seconds() float64 {
	sec := d / Second
	nsec := d % Second
	return float64(sec) + float64(nsec)/1e9
}

//line $GOROOT/src/time/time.go:809
func (d Duration) Minutes() float64 {
	min := d / Minute
	nsec := d % Minute
	return float64(min) + float64(nsec)/(60*1e9)
}

//line $GOROOT/src/time/time.go:816
func (d Duration) Hours() float64 {
	hour := d / Hour
	nsec := d % Hour
	return float64(hour) + float64(nsec)/(60*60*1e9)
}

//line $GOROOT/src/time/time.go:824
func (d Duration) Truncate(m Duration) Duration {
	if m <= 0 {
		return d
	}
	return d - d%m
}

func (d Duration) Round(m Duration) Duration

//go9:esc t=r0
func (t Time) Add(d Duration) Time

//go9:esc t=none u=none
func (t Time) Sub(u Time) Duration

//go9:esc t=none
func Since(t Time) Duration

//go9:esc t=none
func Until(t Time) Duration

//go9:esc t=r0
func (t Time) AddDate(years int, months int, days int) Time

const (
//line $GOROOT/src/time/time.go:963
	secondsPerMinute = 60
	secondsPerHour   = 60 * secondsPerMinute
	secondsPerDay    = 24 * secondsPerHour
	secondsPerWeek   = 7 * secondsPerDay
	daysPer400Years  = 365*400 + 97
	daysPer100Years  = 365*100 + 24
	daysPer4Years    = 365*4 + 1
)

func Now() Time

//line $GOROOT/src/time/time.go:1105
func (t Time) UTC() Time {
	t.setLoc(&utcLoc)
	return t
}

//line $GOROOT/src/time/time.go:1111
func (t Time) Local() Time {
	t.setLoc(Local)
	return t
}

//line $GOROOT/src/time/time.go:1121
func (t Time) In(loc *Location) Time {
	if loc == nil {
		panic("time: missing Location in call to Time.In")
	}
	t.setLoc(loc)
	return t
}

//line $GOROOT/src/time/time.go:1130
func (t Time) Location() *Location {
	l := t.loc
	if l == nil {
		l = UTC
	}
	return l
}

//go9:esc t=content
func (t Time) Zone() (name string, offset int)

//line $GOROOT/src/time/time.go:1151
func (t Time) Unix() int64 {
	return t.unixSec()
}

//line $GOROOT/src/time/time.go:1161
func (t Time) UnixNano() int64 {
	return (t.unixSec())*1e9 + int64(t.nsec())
}

//go9:esc t=none
func (t Time) MarshalBinary() ([]byte, error)

//go9:esc t=heap data=none
func (t *Time) UnmarshalBinary(data []byte) error

func (t Time) GobEncode() ([]byte, error)

func (t *Time) GobDecode(data []byte) error

func (t Time) MarshalJSON() ([]byte, error)

func (t *Time) UnmarshalJSON(data []byte) error

func (t Time) MarshalText() ([]byte, error)

func (t *Time) UnmarshalText(data []byte) error

func Unix(sec int64, nsec int64) Time

//go9:esc loc=r0
func Date(year int, month Month, day, hour, min, sec, nsec int, loc *Location) Time

//go9:esc t=r0
func (t Time) Truncate(d Duration) Time

//go9:esc t=r0
func (t Time) Round(d Duration) Time

func init()

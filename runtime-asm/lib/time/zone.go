// zone.go: time zones, from files in the format of RFC 8536 (without the rule for times beyond the last change).

package time

import (
	"errors"
	"sync"
	"syscall"
	"unsafe"
)

var localOnce sync.Once

//go:linkname environment syscall.runtime_envs
func environment() []string

func getenv(key string) (string, bool) {
	for _, kv := range environment() {
		if len(kv) > len(key) && kv[len(key)] == '=' && kv[:len(key)] == key {
			return kv[len(key)+1:], true
		}
	}
	return "", false
}

const alpha, omega = -1 << 63, 1<<63 - 1

// get turns nil into UTC and reads the local zone at its first use.
func (l *Location) get() *Location {
	if l == nil {
		return &utcLoc
	}
	if l == &localLoc {
		localOnce.Do(initLocal)
	}
	return l
}

func initLocal() {
	tz, ok := getenv("TZ")
	switch {
	case !ok:
		if z, err := readZone("/etc/localtime"); err == nil {
			localLoc = *z
			localLoc.name = "Local"
			return
		}
	case tz != "" && tz != "UTC":
		if z, err := findZone(tz); err == nil {
			localLoc = *z
			return
		}
	}
	localLoc.name = "UTC"
}

func (l *Location) String() string { return l.get().name }

func FixedZone(name string, offset int) *Location {
	l := &Location{
		name:       name,
		zone:       []zone{{name, offset, false}},
		tx:         []zoneTrans{{alpha, 0, false, false}},
		cacheStart: alpha,
		cacheEnd:   omega,
	}
	l.cacheZone = &l.zone[0]
	return l
}

// lookup gives the zone in force at a moment, and from when until when it is.
func (l *Location) lookup(sec int64) (name string, offset int, start, end int64) {
	l = l.get()
	if len(l.zone) == 0 {
		return "UTC", 0, alpha, omega
	}
	if z := l.cacheZone; z != nil && l.cacheStart <= sec && sec < l.cacheEnd {
		return z.name, z.offset, l.cacheStart, l.cacheEnd
	}
	if len(l.tx) == 0 || sec < l.tx[0].when {
		z := &l.zone[l.firstZone()]
		end = omega
		if len(l.tx) > 0 {
			end = l.tx[0].when
		}
		return z.name, z.offset, alpha, end
	}
	lo, hi := 0, len(l.tx)
	for hi-lo > 1 {
		if m := int(uint(lo+hi) >> 1); sec < l.tx[m].when {
			hi = m
		} else {
			lo = m
		}
	}
	end = omega
	if hi < len(l.tx) {
		end = l.tx[hi].when
	}
	z := &l.zone[l.tx[lo].index]
	return z.name, z.offset, l.tx[lo].when, end
}

// firstZone is the zone before the first change: zone 0 if no change leads to it, else the last zone
// before the first change's that is no summer time, else the first such one, else zone 0.
func (l *Location) firstZone() int {
	used := false
	for _, tx := range l.tx {
		used = used || tx.index == 0
	}
	if !used {
		return 0
	}
	if len(l.tx) > 0 && l.zone[l.tx[0].index].isDST {
		for i := int(l.tx[0].index) - 1; i >= 0; i-- {
			if !l.zone[i].isDST {
				return i
			}
		}
	}
	for i := range l.zone {
		if !l.zone[i].isDST {
			return i
		}
	}
	return 0
}

// lookupName finds the offset of a zone by its abbreviation, if possible in force at unix.
func (l *Location) lookupName(name string, unix int64) (offset int, ok bool) {
	l = l.get()
	for i := range l.zone {
		if z := &l.zone[i]; z.name == name {
			if n, offset, _, _ := l.lookup(unix - int64(z.offset)); n == z.name {
				return offset, true
			}
		}
	}
	for i := range l.zone {
		if z := &l.zone[i]; z.name == name {
			return z.offset, true
		}
	}
	return 0, false
}

var errBadData = errors.New("malformed time zone information")
var errLocation = errors.New("time: invalid location name")

func LoadLocation(name string) (*Location, error) {
	if name == "" || name == "UTC" {
		return UTC, nil
	}
	if name == "Local" {
		return Local, nil
	}
	for i := 0; i+1 < len(name); i++ {
		if name[i] == '.' && name[i+1] == '.' {
			return nil, errLocation
		}
	}
	if name[0] == '/' || name[0] == '\\' {
		return nil, errLocation
	}
	return findZone(name)
}

func findZone(name string) (*Location, error) {
	dirs := [...]string{"", "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/"}
	if dir, ok := getenv("ZONEINFO"); ok && dir != "" {
		dirs[0] = dir + "/"
	}
	var first error
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		z, err := readZone(dir + name)
		if err == nil {
			z.name = name
			return z, nil
		}
		if first == nil && err != syscall.ENOENT {
			first = err
		}
	}
	if first == nil {
		first = errors.New("unknown time zone " + name)
	}
	return nil, first
}

func readZone(path string) (*Location, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	return LoadLocationFromTZData("", data)
}

// readFile reads a file without package os, which imports this one.
func readFile(path string) ([]byte, error) {
	z := append([]byte(path), 0)
	fd, _, e := syscall.Syscall(2, uintptr(unsafe.Pointer(&z[0])), 0x80000, 0)
	if e != 0 {
		return nil, e
	}
	defer syscall.Syscall(3, fd, 0, 0)
	var all []byte
	buf := make([]byte, 4096)
	for {
		n, err := syscall.Read(int(fd), buf)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			return all, nil
		}
		if all = append(all, buf[:n]...); len(all) > 10<<20 {
			return nil, errors.New("time: file " + path + " is too large")
		}
	}
}

// zoneData takes fields off the front; short says that there was too little.
type zoneData struct {
	b     []byte
	short bool
}

func (d *zoneData) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.short = true
		d.b = nil
		return make([]byte, 4)
	}
	p := d.b[:n]
	d.b = d.b[n:]
	return p
}

func (d *zoneData) uint32() uint32 {
	p := d.take(4)
	return uint32(p[0])<<24 | uint32(p[1])<<16 | uint32(p[2])<<8 | uint32(p[3])
}

// zoneHeader reads a header: the counts are those of UT flags, standard flags, leap seconds, changes,
// zones and characters of names.
func zoneHeader(d *zoneData) (version byte, n [6]int, ok bool) {
	if magic := d.take(4); string(magic) != "TZif" {
		return
	}
	version = d.take(16)[0]
	for i := range n {
		n[i] = int(d.uint32())
	}
	ok = !d.short && (version == 0 || version == '2' || version == '3')
	return
}

func LoadLocationFromTZData(name string, data []byte) (*Location, error) {
	d := &zoneData{b: data}
	version, n, ok := zoneHeader(d)
	if !ok {
		return nil, errBadData
	}
	width := 4 // bytes of a moment
	if version >= '2' {
		// All again with 64 bits, behind the data for old readers.
		d.take(n[3]*5 + n[4]*6 + n[5] + n[2]*8 + n[1] + n[0])
		if _, n, ok = zoneHeader(d); !ok {
			return nil, errBadData
		}
		width = 8
	}
	times := &zoneData{b: d.take(n[3] * width)}
	indices := d.take(n[3])
	zones := &zoneData{b: d.take(n[4] * 6)}
	names := d.take(n[5])
	d.take(n[2] * (width + 4))
	isstd := d.take(n[1])
	isutc := d.take(n[0])
	if d.short || n[4] == 0 {
		return nil, errBadData
	}
	l := &Location{name: name, zone: make([]zone, n[4]), tx: make([]zoneTrans, n[3])}
	for i := range l.zone {
		offset := int(int32(zones.uint32()))
		rest := zones.take(2)
		if int(rest[1]) >= len(names) {
			return nil, errBadData
		}
		end := int(rest[1])
		for end < len(names) && names[end] != 0 {
			end++
		}
		l.zone[i] = zone{string(names[rest[1]:end]), offset, rest[0] != 0}
	}
	for i := range l.tx {
		if int(indices[i]) >= len(l.zone) {
			return nil, errBadData
		}
		when := int64(int32(times.uint32()))
		if width == 8 {
			when = when<<32 | int64(times.uint32())
		}
		tx := zoneTrans{when: when, index: indices[i]}
		tx.isstd = i < len(isstd) && isstd[i] != 0
		tx.isutc = i < len(isutc) && isutc[i] != 0
		l.tx[i] = tx
	}
	if len(l.tx) == 0 {
		l.tx = append(l.tx, zoneTrans{when: alpha})
	}
	// Most lookups are for now.
	sec, _, _ := now()
	for i := range l.tx {
		if l.tx[i].when <= sec && (i+1 == len(l.tx) || sec < l.tx[i+1].when) {
			l.cacheStart, l.cacheEnd = l.tx[i].when, omega
			if i+1 < len(l.tx) {
				l.cacheEnd = l.tx[i+1].when
			}
			l.cacheZone = &l.zone[l.tx[i].index]
		}
	}
	return l, nil
}

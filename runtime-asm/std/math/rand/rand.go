package rand

import "sync"

type Source interface {
	Int63() int64
	Seed(seed int64)
}

type Source64 interface {
	Source
	Uint64() uint64
}

func NewSource(seed int64) Source

type Rand struct {
	src Source
	s64 Source64

	readVal int64
	readPos int8
}

//line $GOROOT/src/math/rand/rand.go:67
func New(src Source) *Rand {
	s64, _ := src.(Source64)
	return &Rand{src: src, s64: s64}
}

//go9:esc r=content
func (r *Rand) Seed(seed int64)

//line $GOROOT/src/math/rand/rand.go:85
func (r *Rand) Int63() int64 { return r.src.Int63() }

//line $GOROOT/src/math/rand/rand.go:88
func (r *Rand) Uint32() uint32 { return uint32(r.Int63() >> 31) }

//line $GOROOT/src/math/rand/rand.go:91
func (r *Rand) Uint64() uint64 {
	if r.s64 != nil {
		return r.s64.Uint64()
	}
	return uint64(r.Int63())>>31 | uint64(r.Int63())<<32
}

//line $GOROOT/src/math/rand/rand.go:99
func (r *Rand) Int31() int32 { return int32(r.Int63() >> 32) }

//line $GOROOT/src/math/rand/rand.go:102
func (r *Rand) Int() int {
	u := uint(r.Int63())
	return int(u << 1 >> 1)
}

//go9:esc r=content
func (r *Rand) Int63n(n int64) int64

//go9:esc r=content
func (r *Rand) Int31n(n int32) int32

//go9:esc r=content
func (r *Rand) Intn(n int) int

//go9:esc r=content
func (r *Rand) Float64() float64

//go9:esc r=content
func (r *Rand) Float32() float32

//go9:esc r=content
func (r *Rand) Perm(n int) []int

//go9:esc r=content swap=none
func (r *Rand) Shuffle(n int, swap func(i, j int))

//go9:esc r=content p=heap
func (r *Rand) Read(p []byte) (n int, err error)

//go9:esc r=content
func (r *Rand) NormFloat64() float64

//go9:esc r=content
func (r *Rand) ExpFloat64() float64

type lockedSource struct {
	lk  sync.Mutex
	src Source64
}

var globalRand = New(nil)

//line $GOROOT/src/math/rand/rand.go:303
func Seed(seed int64) { globalRand.Seed(seed) }

//line $GOROOT/src/math/rand/rand.go:307
func Int63() int64 { return globalRand.Int63() }

//line $GOROOT/src/math/rand/rand.go:311
func Uint32() uint32 { return globalRand.Uint32() }

//line $GOROOT/src/math/rand/rand.go:315
func Uint64() uint64 { return globalRand.Uint64() }

//line $GOROOT/src/math/rand/rand.go:319
func Int31() int32 { return globalRand.Int31() }

//line $GOROOT/src/math/rand/rand.go:322
func Int() int { return globalRand.Int() }

//line $GOROOT/src/math/rand/rand.go:327
func Int63n(n int64) int64 { return globalRand.Int63n(n) }

//line $GOROOT/src/math/rand/rand.go:332
func Int31n(n int32) int32 { return globalRand.Int31n(n) }

//line $GOROOT/src/math/rand/rand.go:337
func Intn(n int) int { return globalRand.Intn(n) }

//line $GOROOT/src/math/rand/rand.go:341
func Float64() float64 { return globalRand.Float64() }

//line $GOROOT/src/math/rand/rand.go:345
func Float32() float32 { return globalRand.Float32() }

//line $GOROOT/src/math/rand/rand.go:349
func Perm(n int) []int { return globalRand.Perm(n) }

//line $GOROOT/src/math/rand/rand.go:354
func Shuffle(n int, swap func(i, j int)) { globalRand.Shuffle(n, swap) }

//line $GOROOT/src/math/rand/rand.go:359
func Read(p []byte) (n int, err error) { return globalRand.Read(p) }

//line $GOROOT/src/math/rand/rand.go:370
func NormFloat64() float64 { return globalRand.NormFloat64() }

//line $GOROOT/src/math/rand/rand.go:380
func ExpFloat64() float64 { return globalRand.ExpFloat64() }

type Zipf struct {
	r            *Rand
	imax         float64
	v            float64
	q            float64
	s            float64
	oneminusQ    float64
	oneminusQinv float64
	hxm          float64
	hx0minusHxm  float64
}

func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf

//go9:esc z=content
func (z *Zipf) Uint64() uint64

func init()

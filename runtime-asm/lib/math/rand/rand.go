// rand.go: pseudo-random numbers. The sequence that a seed gives is Go's, number for number: so are the
// generator, the way in which values are cut from it, and how many are drawn for what.

package rand

import (
	"math"
)

const (
	long   = 607 // lags of the generator
	short  = 273
	primes = 1<<31 - 1
)

// source is an additive lagged Fibonacci generator: x[n] = x[n-607] + x[n-273] modulo 2^64.
type source struct {
	tap  int
	feed int
	vec  [long]int64
}

// next is Lehmer's generator with factor 48271, by Schrage's method.
func next(x int32) int32 {
	const a, q, r = 48271, 44488, 3399
	x = a*(x%q) - r*(x/q)
	if x < 0 {
		x += primes
	}
	return x
}

func (s *source) Seed(seed int64) {
	s.tap = 0
	s.feed = long - short
	seed %= primes
	if seed < 0 {
		seed += primes
	}
	if seed == 0 {
		seed = 89482311
	}
	x := int32(seed)
	for i := 0; i < 20; i++ {
		x = next(x)
	}
	for i := range s.vec {
		x = next(x)
		u := int64(x) << 40
		x = next(x)
		u ^= int64(x) << 20
		x = next(x)
		s.vec[i] = u ^ int64(x) ^ cooked[i]
	}
}

func (s *source) Uint64() uint64 {
	if s.tap--; s.tap < 0 {
		s.tap += long
	}
	if s.feed--; s.feed < 0 {
		s.feed += long
	}
	x := s.vec[s.feed] + s.vec[s.tap]
	s.vec[s.feed] = x
	return uint64(x)
}

func (s *source) Int63() int64 { return int64(s.Uint64() & (1<<63 - 1)) }

func NewSource(seed int64) Source {
	s := new(source)
	s.Seed(seed)
	return s
}

// lockedSource serves the functions without a Rand.
func (s *lockedSource) Int63() int64 {
	s.lk.Lock()
	n := s.src.Int63()
	s.lk.Unlock()
	return n
}

func (s *lockedSource) Uint64() uint64 {
	s.lk.Lock()
	n := s.src.Uint64()
	s.lk.Unlock()
	return n
}

func (s *lockedSource) Seed(seed int64) {
	s.lk.Lock()
	s.src.Seed(seed)
	s.lk.Unlock()
}

var globalRand = New(&lockedSource{src: NewSource(1).(Source64)})

func (r *Rand) Seed(seed int64) {
	if s, ok := r.src.(*lockedSource); ok {
		s.lk.Lock()
		defer s.lk.Unlock()
		s.src.Seed(seed)
	} else {
		r.src.Seed(seed)
	}
	r.readPos = 0
}

// Int63n draws again what would favour small numbers.
func (r *Rand) Int63n(n int64) int64 {
	if n <= 0 {
		panic("invalid argument to Int63n")
	}
	if n&(n-1) == 0 {
		return r.Int63() & (n - 1)
	}
	max := int64(1<<63 - 1 - (1<<63)%uint64(n))
	v := r.Int63()
	for v > max {
		v = r.Int63()
	}
	return v % n
}

func (r *Rand) Int31n(n int32) int32 {
	if n <= 0 {
		panic("invalid argument to Int31n")
	}
	if n&(n-1) == 0 {
		return r.Int31() & (n - 1)
	}
	max := int32(1<<31 - 1 - (1<<31)%uint32(n))
	v := r.Int31()
	for v > max {
		v = r.Int31()
	}
	return v % n
}

// below is Lemire's method: the high half of a product; Shuffle draws by it.
func (r *Rand) below(n int32) int32 {
	product := uint64(r.Uint32()) * uint64(n)
	if low := uint32(product); low < uint32(n) {
		threshold := uint32(-n) % uint32(n)
		for low < threshold {
			product = uint64(r.Uint32()) * uint64(n)
			low = uint32(product)
		}
	}
	return int32(product >> 32)
}

func (r *Rand) Intn(n int) int {
	if n <= 0 {
		panic("invalid argument to Intn")
	}
	if n <= 1<<31-1 {
		return int(r.Int31n(int32(n)))
	}
	return int(r.Int63n(int64(n)))
}

func (r *Rand) Float64() float64 {
	for {
		if f := float64(r.Int63()) / (1 << 63); f != 1 {
			return f
		}
	}
}

func (r *Rand) Float32() float32 {
	for {
		if f := float32(r.Float64()); f != 1 {
			return f
		}
	}
}

func (r *Rand) Perm(n int) []int {
	m := make([]int, n)
	for i := range m {
		j := r.Intn(i + 1)
		m[i] = m[j]
		m[j] = i
	}
	return m
}

func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	if n < 0 {
		panic("invalid argument to Shuffle")
	}
	i := n - 1
	for ; i > 1<<31-1-1; i-- {
		swap(i, int(r.Int63n(int64(i+1))))
	}
	for ; i > 0; i-- {
		swap(i, int(r.below(int32(i+1))))
	}
}

// Read takes seven bytes from each number.
func (r *Rand) Read(p []byte) (n int, err error) {
	if s, ok := r.src.(*lockedSource); ok {
		s.lk.Lock()
		defer s.lk.Unlock()
		return r.read(p, s.src)
	}
	return r.read(p, r.src)
}

func (r *Rand) read(p []byte, src Source) (int, error) {
	for i := range p {
		if r.readPos == 0 {
			r.readVal = src.Int63()
			r.readPos = 7
		}
		p[i] = byte(r.readVal)
		r.readVal >>= 8
		r.readPos--
	}
	return len(p), nil
}

func (r *Rand) NormFloat64() float64 {
	const tail = 3.442619855899
	for {
		j := int32(r.Uint32())
		i := j & 0x7F
		x := float64(j) * float64(wn[i])
		abs := uint32(j)
		if j < 0 {
			abs = uint32(-j)
		}
		if abs < kn[i] {
			return x // nearly always
		}
		if i == 0 {
			for {
				x = -math.Log(r.Float64()) * (1.0 / tail)
				y := -math.Log(r.Float64())
				if y+y >= x*x {
					break
				}
			}
			if j > 0 {
				return tail + x
			}
			return -tail - x
		}
		if fn[i]+float32(r.Float64())*(fn[i-1]-fn[i]) < float32(math.Exp(-.5*x*x)) {
			return x
		}
	}
}

func (r *Rand) ExpFloat64() float64 {
	const tail = 7.69711747013104972
	for {
		j := r.Uint32()
		i := j & 0xFF
		x := float64(j) * float64(we[i])
		if j < ke[i] {
			return x
		}
		if i == 0 {
			return tail - math.Log(r.Float64())
		}
		if fe[i]+float32(r.Float64())*(fe[i-1]-fe[i]) < float32(math.Exp(-x)) {
			return x
		}
	}
}

func (z *Zipf) h(x float64) float64 {
	return math.Exp(z.oneminusQ*math.Log(z.v+x)) * z.oneminusQinv
}

func (z *Zipf) hinv(x float64) float64 {
	return math.Exp(z.oneminusQinv*math.Log(z.oneminusQ*x)) - z.v
}

// NewZipf prepares rejection-inversion (Hörmann and Derflinger); nil for bad parameters.
func NewZipf(r *Rand, s float64, v float64, imax uint64) *Zipf {
	if s <= 1.0 || v < 1 {
		return nil
	}
	z := &Zipf{r: r, imax: float64(imax), v: v, q: s, oneminusQ: 1.0 - s}
	z.oneminusQinv = 1.0 / z.oneminusQ
	z.hxm = z.h(z.imax + 0.5)
	z.hx0minusHxm = z.h(0.5) - math.Exp(math.Log(z.v)*(-z.q)) - z.hxm
	z.s = 1 - z.hinv(z.h(1.5)-math.Exp(-z.q*math.Log(z.v+1.0)))
	return z
}

func (z *Zipf) Uint64() uint64 {
	if z == nil {
		panic("rand: nil Zipf")
	}
	for {
		r := z.r.Float64()
		ur := z.hxm + r*z.hx0minusHxm
		x := z.hinv(ur)
		k := math.Floor(x + 0.5)
		if k-x <= z.s || ur >= z.h(k+0.5)-math.Exp(-math.Log(k+z.v)*z.q) {
			return uint64(k)
		}
	}
}

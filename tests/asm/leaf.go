package leaf

// Functions that need nothing of the runtime: Go's own assembler must accept their source.

type point struct{ x, y float64 }

var scale = 2.5

var table = [4]int{3, 1, 4, 1}

func (p *point) grow() {
	p.x *= scale
	p.y = p.y*1.25 - 1e-9
}

func (p point) sum() float64 { return p.x + p.y }

func gcd(g, X0 int) int {
	for X0 != 0 {
		g, X0 = X0, g%X0
	}
	return g
}

func bits(x uint32) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return n
}

func add(_ int, a, b float32) (float32, bool) { return a + b*0.5, a > b }

func lookup(i uint) int { return table[i&3] }

func twice(f int64) int64 { return gcd2(f) << 1 }

//go:noinline
func gcd2(f int64) int64 { return f * 3 }

func name() string { return "leaf" }

// bits.go: bodies of the functions that the compiler replaces by instructions where it sees a call.
// They run when a function is called through a variable, and on machines without POPCNT.

package bits

func TrailingZeros8(x uint8) int { return int(ntz8tab[x]) }

func TrailingZeros16(x uint16) int {
	if x&0xff != 0 {
		return int(ntz8tab[x&0xff])
	}
	return 8 + int(ntz8tab[x>>8])
}

func TrailingZeros32(x uint32) int {
	if x == 0 {
		return 32
	}
	n := 0
	for ; x&0xff == 0; x >>= 8 {
		n += 8
	}
	return n + int(ntz8tab[x&0xff])
}

func TrailingZeros64(x uint64) int {
	if x == 0 {
		return 64
	}
	n := 0
	for ; x&0xff == 0; x >>= 8 {
		n += 8
	}
	return n + int(ntz8tab[x&0xff])
}

func OnesCount(x uint) int { return OnesCount64(uint64(x)) }

func OnesCount16(x uint16) int { return int(pop8tab[x>>8] + pop8tab[x&0xff]) }

func OnesCount32(x uint32) int { return OnesCount64(uint64(x)) }

// OnesCount64 adds neighbours in parallel: pairs, fours, eights, then all bytes by a multiplication.
func OnesCount64(x uint64) int {
	x -= x >> 1 & m0
	x = x&m1 + x>>2&m1
	x = (x + x>>4) & m2
	return int(x * 0x0101010101010101 >> 56)
}

func RotateLeft(x uint, k int) uint {
	s := uint(k) & (UintSize - 1)
	return x<<s | x>>(UintSize-s)
}

func RotateLeft8(x uint8, k int) uint8 {
	s := uint(k) & 7
	return x<<s | x>>(8-s)
}

func RotateLeft16(x uint16, k int) uint16 {
	s := uint(k) & 15
	return x<<s | x>>(16-s)
}

func RotateLeft32(x uint32, k int) uint32 {
	s := uint(k) & 31
	return x<<s | x>>(32-s)
}

func RotateLeft64(x uint64, k int) uint64 {
	s := uint(k) & 63
	return x<<s | x>>(64-s)
}

func ReverseBytes32(x uint32) uint32 {
	return x>>24 | x>>8&0xff00 | x<<8&0xff0000 | x<<24
}

func ReverseBytes64(x uint64) uint64 {
	x = x>>8&m3 | x&m3<<8
	x = x>>16&m4 | x&m4<<16
	return x>>32 | x<<32
}

func Len(x uint) int { return Len64(uint64(x)) }

func Len8(x uint8) int { return int(len8tab[x]) }

func Len16(x uint16) (n int) {
	if x >= 1<<8 {
		x >>= 8
		n = 8
	}
	return n + int(len8tab[x])
}

func Len32(x uint32) (n int) { return Len64(uint64(x)) }

func Len64(x uint64) (n int) {
	for ; x >= 1<<8; x >>= 8 {
		n += 8
	}
	return n + int(len8tab[x])
}

func Add(x, y, carry uint) (sum, carryOut uint) {
	s, c := Add64(uint64(x), uint64(y), uint64(carry))
	return uint(s), uint(c)
}

// Add64: a carry leaves where both top bits are set, or one is and the sum's is not.
func Add64(x, y, carry uint64) (sum, carryOut uint64) {
	sum = x + y + carry
	carryOut = (x&y | (x|y)&^sum) >> 63
	return
}

func Sub(x, y, borrow uint) (diff, borrowOut uint) {
	d, b := Sub64(uint64(x), uint64(y), uint64(borrow))
	return uint(d), uint(b)
}

func Sub64(x, y, borrow uint64) (diff, borrowOut uint64) {
	diff = x - y - borrow
	borrowOut = (^x&y | ^(x^y)&diff) >> 63
	return
}

func Mul(x, y uint) (hi, lo uint) {
	h, l := Mul64(uint64(x), uint64(y))
	return uint(h), uint(l)
}

// Mul64 multiplies in halves of 32 bits, the school way.
func Mul64(x, y uint64) (hi, lo uint64) {
	const half = 1<<32 - 1
	x1, x0 := x>>32, x&half
	y1, y0 := y>>32, y&half
	low := x0 * y0
	mid := x1*y0 + low>>32
	mid2 := x0*y1 + mid&half
	return x1*y1 + mid>>32 + mid2>>32, x * y
}

func Div(hi, lo, y uint) (quo, rem uint) {
	q, r := Div64(uint64(hi), uint64(lo), uint64(y))
	return uint(q), uint(r)
}

// Div64 divides hi:lo by y bit by bit: the remainder stays below y, so one bit more than 64 is
// enough to hold it shifted.
func Div64(hi, lo, y uint64) (quo, rem uint64) {
	if y == 0 {
		panic(divideError)
	}
	if y <= hi {
		panic(overflowError)
	}
	rem = hi
	for i := 0; i < 64; i++ {
		top := rem >> 63
		rem = rem<<1 | lo>>63
		lo <<= 1
		quo <<= 1
		if top != 0 || rem >= y {
			rem -= y
			quo |= 1
		}
	}
	return quo, rem
}

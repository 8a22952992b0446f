package bits

import _ "unsafe"

//line $GOROOT/src/math/bits/bits.go:12
const uintSize = 32 << (^uint(0) >> 32 & 1)

//line $GOROOT/src/math/bits/bits.go:15
const UintSize = uintSize

//line $GOROOT/src/math/bits/bits.go:19
func LeadingZeros(x uint) int { return UintSize - Len(x) }

//line $GOROOT/src/math/bits/bits.go:22
func LeadingZeros8(x uint8) int { return 8 - Len8(x) }

//line $GOROOT/src/math/bits/bits.go:25
func LeadingZeros16(x uint16) int { return 16 - Len16(x) }

//line $GOROOT/src/math/bits/bits.go:28
func LeadingZeros32(x uint32) int { return 32 - Len32(x) }

//line $GOROOT/src/math/bits/bits.go:31
func LeadingZeros64(x uint64) int { return 64 - Len64(x) }

//line $GOROOT/src/math/bits/bits.go:53
func TrailingZeros(x uint) int {
	if UintSize == 32 {
		return TrailingZeros32(uint32(x))
	}
	return TrailingZeros64(uint64(x))
}

func TrailingZeros8(x uint8) int

func TrailingZeros16(x uint16) int

func TrailingZeros32(x uint32) int

func TrailingZeros64(x uint64) int

//line $GOROOT/src/math/bits/bits.go:107
const m0 = 0x5555555555555555
const m1 = 0x3333333333333333
const m2 = 0x0f0f0f0f0f0f0f0f
const m3 = 0x00ff00ff00ff00ff
const m4 = 0x0000ffff0000ffff

func OnesCount(x uint) int

//line $GOROOT/src/math/bits/bits.go:119
func OnesCount8(x uint8) int {
	return int(pop8tab[x])
}

func OnesCount16(x uint16) int

func OnesCount32(x uint32) int

func OnesCount64(x uint64) int

func RotateLeft(x uint, k int) uint

func RotateLeft8(x uint8, k int) uint8

func RotateLeft16(x uint16, k int) uint16

func RotateLeft32(x uint32, k int) uint32

func RotateLeft64(x uint64, k int) uint64

//line $GOROOT/src/math/bits/bits.go:220
func Reverse(x uint) uint {
	if UintSize == 32 {
		return uint(Reverse32(uint32(x)))
	}
	return uint(Reverse64(uint64(x)))
}

//line $GOROOT/src/math/bits/bits.go:228
func Reverse8(x uint8) uint8 {
	return rev8tab[x]
}

//line $GOROOT/src/math/bits/bits.go:233
func Reverse16(x uint16) uint16 {
	return uint16(rev8tab[x>>8]) | uint16(rev8tab[x&0xff])<<8
}

//line $GOROOT/src/math/bits/bits.go:238
func Reverse32(x uint32) uint32 {
	const m = 1<<32 - 1
	x = x>>1&(m0&m) | x&(m0&m)<<1
	x = x>>2&(m1&m) | x&(m1&m)<<2
	x = x>>4&(m2&m) | x&(m2&m)<<4
	return ReverseBytes32(x)
}

//line $GOROOT/src/math/bits/bits.go:247
func Reverse64(x uint64) uint64 {
	const m = 1<<64 - 1
	x = x>>1&(m0&m) | x&(m0&m)<<1
	x = x>>2&(m1&m) | x&(m1&m)<<2
	x = x>>4&(m2&m) | x&(m2&m)<<4
	return ReverseBytes64(x)
}

//line $GOROOT/src/math/bits/bits.go:260
func ReverseBytes(x uint) uint {
	if UintSize == 32 {
		return uint(ReverseBytes32(uint32(x)))
	}
	return uint(ReverseBytes64(uint64(x)))
}

//line $GOROOT/src/math/bits/bits.go:270
func ReverseBytes16(x uint16) uint16 {
	return x>>8 | x<<8
}

func ReverseBytes32(x uint32) uint32

func ReverseBytes64(x uint64) uint64

func Len(x uint) int

func Len8(x uint8) int

func Len16(x uint16) (n int)

func Len32(x uint32) (n int)

func Len64(x uint64) (n int)

func Add(x, y, carry uint) (sum, carryOut uint)

//line $GOROOT/src/math/bits/bits.go:368
func Add32(x, y, carry uint32) (sum, carryOut uint32) {
	sum64 := uint64(x) + uint64(y) + uint64(carry)
	sum = uint32(sum64)
	carryOut = uint32(sum64 >> 32)
	return
}

func Add64(x, y, carry uint64) (sum, carryOut uint64)

func Sub(x, y, borrow uint) (diff, borrowOut uint)

//line $GOROOT/src/math/bits/bits.go:410
func Sub32(x, y, borrow uint32) (diff, borrowOut uint32) {
	diff = x - y - borrow
//line $GOROOT/src/math/bits/bits.go:416
	borrowOut = ((^x & y) | (^(x ^ y) & diff)) >> 31
	return
}

func Sub64(x, y, borrow uint64) (diff, borrowOut uint64)

func Mul(x, y uint) (hi, lo uint)

//line $GOROOT/src/math/bits/bits.go:453
func Mul32(x, y uint32) (hi, lo uint32) {
	tmp := uint64(x) * uint64(y)
	hi, lo = uint32(tmp>>32), uint32(tmp)
	return
}

func Mul64(x, y uint64) (hi, lo uint64)

func Div(hi, lo, y uint) (quo, rem uint)

//line $GOROOT/src/math/bits/bits.go:499
func Div32(hi, lo, y uint32) (quo, rem uint32) {
	if y != 0 && y <= hi {
		panic(overflowError)
	}
	z := uint64(hi)<<32 | uint64(lo)
	quo, rem = uint32(z/uint64(y)), uint32(z%uint64(y))
	return
}

func Div64(hi, lo, y uint64) (quo, rem uint64)

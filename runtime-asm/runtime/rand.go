// rand.go: random numbers for map seeds, the order of iteration, and select.
//
// The generator is xorshift64+ on two 32-bit words (Marsaglia, "Xorshift RNGs", 2003; Vigna 2014), as fast
// as it gets and no more random than needed. The environment variable GO9SEED fixes its start, so that a
// lesson prints the same thing twice.
package runtime

import "unsafe"

var randState [2]uint32

func randinit() {
	var seed uint64
	if s := gogetenv("GO9SEED"); s != "" {
		for i := 0; i < len(s); i++ {
			seed = seed*31 + uint64(s[i])
		}
		seed = (seed + 1) * 0x9e3779b97f4a7c15
	} else if isErrno(rawsyscall(sysGetrandom, uintptr(unsafe.Pointer(&seed)), 8, 0, 0, 0, 0)) {
		seed = uint64(nanotime()) * 0x9e3779b97f4a7c15
	}
	randState[0] = uint32(seed) | 1
	randState[1] = uint32(seed>>32) ^ 0x6b43a9b5
}

//go:nosplit
func fastrand() uint32 {
	a, b := randState[0], randState[1]
	a ^= a << 17
	a = a ^ b ^ a>>7 ^ b>>16
	randState[0], randState[1] = b, a
	return a + b
}

// fastrandn is a random number below n, by multiplication instead of division (Lemire 2016).
//go:nosplit
func fastrandn(n uint32) uint32 {
	return uint32(uint64(fastrand()) * uint64(n) >> 32)
}

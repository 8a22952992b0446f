// big.go: natural numbers of any size, for conversions that must be exact.

package strconv

// nat is a number in limbs of 32 bits, least first, without leading zero limbs.
type nat []uint32

func newNat(x uint64) nat {
	z := make(nat, 0, 40)
	for ; x != 0; x >>= 32 {
		z = append(z, uint32(x))
	}
	return z
}

// mulAdd gives z*m + a, in place if there is room.
func (z nat) mulAdd(m, a uint32) nat {
	carry := uint64(a)
	for i, limb := range z {
		carry += uint64(limb) * uint64(m)
		z[i] = uint32(carry)
		carry >>= 32
	}
	if carry != 0 {
		z = append(z, uint32(carry))
	}
	return z
}

// mul64 gives z*m in new memory.
func (z nat) mul64(m uint64) nat {
	out := make(nat, len(z), len(z)+2)
	lo, hi := m&0xffffffff, m>>32
	var carry uint64 // of the product so far, up to 64 bits
	var prev uint64  // limb before, for the high half
	for i, limb := range z {
		a := lo * uint64(limb)
		b := hi * prev
		sum := carry&0xffffffff + a&0xffffffff + b&0xffffffff
		out[i] = uint32(sum)
		carry = carry>>32 + a>>32 + b>>32 + sum>>32
		prev = uint64(limb)
	}
	b := hi * prev
	sum := carry&0xffffffff + b&0xffffffff
	rest := carry>>32 + b>>32 + sum>>32
	out = append(out, uint32(sum), uint32(rest))
	return out.norm()
}

func (z nat) norm() nat {
	for len(z) > 0 && z[len(z)-1] == 0 {
		z = z[:len(z)-1]
	}
	return z
}

// mulPow5 gives z * 5^k.
func (z nat) mulPow5(k int) nat {
	for ; k >= 13; k -= 13 {
		z = z.mulAdd(1220703125, 0) // 5^13 is the greatest power below 2^32
	}
	p := uint32(1)
	for ; k > 0; k-- {
		p *= 5
	}
	return z.mulAdd(p, 0)
}

// shl gives z << k.
func (z nat) shl(k uint) nat {
	if len(z) == 0 {
		return z
	}
	limbs, bits := int(k/32), k%32
	out := make(nat, len(z)+limbs+1)
	for i, limb := range z {
		wide := uint64(limb) << bits
		out[i+limbs] |= uint32(wide)
		out[i+limbs+1] = uint32(wide >> 32)
	}
	return out.norm()
}

func (z nat) bitLen() int {
	if len(z) == 0 {
		return 0
	}
	n := 32 * (len(z) - 1)
	for top := z[len(z)-1]; top != 0; top >>= 1 {
		n++
	}
	return n
}

func (z nat) cmp(y nat) int {
	if len(z) != len(y) {
		if len(z) < len(y) {
			return -1
		}
		return 1
	}
	for i := len(z) - 1; i >= 0; i-- {
		if z[i] != y[i] {
			if z[i] < y[i] {
				return -1
			}
			return 1
		}
	}
	return 0
}

// sub takes y away from z, which is not less.
func (z nat) sub(y nat) nat {
	borrow := int64(0)
	for i := range z {
		borrow += int64(z[i])
		if i < len(y) {
			borrow -= int64(y[i])
		}
		z[i] = uint32(borrow)
		borrow >>= 32
	}
	return z.norm()
}

// appendDecimal appends the digits of z, which is lost.
func (z nat) appendDecimal(dst []byte) []byte {
	var chunks []uint32 // nine digits each, least first
	for len(z) > 0 {
		var rem uint64
		for i := len(z) - 1; i >= 0; i-- {
			rem = rem<<32 | uint64(z[i])
			q := rem / 1e9
			z[i] = uint32(q)
			rem -= q * 1e9
		}
		chunks = append(chunks, uint32(rem))
		z = z.norm()
	}
	start := len(dst)
	for i := len(chunks) - 1; i >= 0; i-- {
		c := chunks[i]
		for unit := uint32(1e8); unit > 0; unit /= 10 {
			d := c / unit
			c -= d * unit
			if d != 0 || len(dst) > start {
				dst = append(dst, byte('0'+d))
			}
		}
	}
	return dst
}

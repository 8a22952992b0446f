// Processor features that compiled code asks for before it uses an instruction.
package runtime

// Tested by compiled code: POPCNT for bits.OnesCount, SSE4.1's ROUNDSD for math.Floor and the like.
var (
	x86HasPOPCNT bool
	x86HasSSE41  bool
	x86HasFMA    bool
)

func cpuid(eax, ecx uint32) (a, b, c, d uint32)

// cpuinit asks the processor. Leaf 1, register C: bit 12 FMA, 19 SSE4.1, 23 POPCNT (Intel SDM volume 2,
// CPUID).
func cpuinit() {
	if max, _, _, _ := cpuid(0, 0); max < 1 {
		return
	}
	_, _, c, _ := cpuid(1, 0)
	x86HasFMA = c>>12&1 != 0
	x86HasSSE41 = c>>19&1 != 0
	x86HasPOPCNT = c>>23&1 != 0
}

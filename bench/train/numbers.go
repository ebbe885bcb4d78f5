package main

import (
	"math"
	"runtime"
	"sync"
)

// adam is numbers that are learned by Kingma and Ba's rule.
type adam struct {
	x, slope     []float32
	mean, square []float32 // of the slopes so far
}

func newAdam(n int) adam {
	return adam{make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)}
}

const beta1, beta2 = 0.9, 0.999

// step moves the numbers [from, to) against their slopes, which it clears.
func (a *adam) step(from, to int, rate float64, steps int) {
	c1, c2 := 1-math.Pow(beta1, float64(steps)), 1-math.Pow(beta2, float64(steps))
	for k := from; k < to; k++ {
		g := a.slope[k]
		a.slope[k] = 0
		a.mean[k] = beta1*a.mean[k] + (1-beta1)*g
		a.square[k] = beta2*a.square[k] + (1-beta2)*g*g
		a.x[k] -= float32(rate * float64(a.mean[k]) / c1 / (math.Sqrt(float64(a.square[k])/c2) + 1e-8))
	}
}

func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	for i := 0; i+3 < len(a); i += 4 { // dim is a multiple of 4
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	return s0 + s1 + s2 + s3
}

// axpy adds w times x to y.
func axpy(w float32, x, y []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += w * v
	}
}

// parallel calls f for 0 to n-1. The result must not depend on the order.
func parallel(n int, f func(i int)) {
	k := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range k {
		wg.Go(func() {
			for i := w * n / k; i < (w+1)*n/k; i++ {
				f(i)
			}
		})
	}
	wg.Wait()
}

;; The arithmetic of a training step, four numbers at a time. Every sum runs in a fixed order and no operation is left to the
;; machine (no fused or relaxed ones), so that the same input gives the same bits everywhere.
;;
;; Addresses and strides are in bytes, sizes in numbers (f32). Sizes are multiples of four, those of `gather` of thirty-two; columns
;; of `multiply` come in eights.
;; `kernel.wasm` beside this file is made of it by: npx wat2wasm --enable-threads training/encoder/kernel.wat -o training/encoder/kernel.wasm
(module
  (import "state" "memory" (memory 1 65536 shared))

  ;; out[i][8p … 8p + 8) = Σ over k of a[i][k] · b[p][k][0 … 8), for rows i in fours and panels p of eight columns.
  ;; `a` may be read along either of its directions; `b` lies panel by panel, so that the inner loop reads it in one go.
  (func (export "multiply")
    (param $out i32) (param $outRow i32)
    (param $a i32) (param $aRow i32) (param $aStep i32)
    (param $b i32) (param $rows i32) (param $panels i32) (param $count i32)
    (local $row i32) (local $k i32)
    (local $at i32) (local $to i32) (local $from i32) (local $panel i32)
    (local $a1 i32) (local $a2 i32) (local $a3 i32)
    (local $b0 v128) (local $b1 v128) (local $each v128)
    (local $s00 v128) (local $s01 v128) (local $s10 v128) (local $s11 v128)
    (local $s20 v128) (local $s21 v128) (local $s30 v128) (local $s31 v128)
    (loop $nextPanel
      (local.set $row (i32.const 0))
      (local.set $from (local.get $a))
      (local.set $to (local.get $out))
      (loop $nextRows
        (local.set $s00 (v128.const f32x4 0 0 0 0)) (local.set $s01 (v128.const f32x4 0 0 0 0))
        (local.set $s10 (v128.const f32x4 0 0 0 0)) (local.set $s11 (v128.const f32x4 0 0 0 0))
        (local.set $s20 (v128.const f32x4 0 0 0 0)) (local.set $s21 (v128.const f32x4 0 0 0 0))
        (local.set $s30 (v128.const f32x4 0 0 0 0)) (local.set $s31 (v128.const f32x4 0 0 0 0))
        (local.set $at (local.get $from))
        (local.set $a1 (i32.add (local.get $at) (local.get $aRow)))
        (local.set $a2 (i32.add (local.get $a1) (local.get $aRow)))
        (local.set $a3 (i32.add (local.get $a2) (local.get $aRow)))
        (local.set $panel (local.get $b))
        (local.set $k (local.get $count))
        (loop $nextK
          (local.set $b0 (v128.load (local.get $panel)))
          (local.set $b1 (v128.load offset=16 (local.get $panel)))
          (local.set $each (v128.load32_splat (local.get $at)))
          (local.set $s00 (f32x4.add (local.get $s00) (f32x4.mul (local.get $each) (local.get $b0))))
          (local.set $s01 (f32x4.add (local.get $s01) (f32x4.mul (local.get $each) (local.get $b1))))
          (local.set $each (v128.load32_splat (local.get $a1)))
          (local.set $s10 (f32x4.add (local.get $s10) (f32x4.mul (local.get $each) (local.get $b0))))
          (local.set $s11 (f32x4.add (local.get $s11) (f32x4.mul (local.get $each) (local.get $b1))))
          (local.set $each (v128.load32_splat (local.get $a2)))
          (local.set $s20 (f32x4.add (local.get $s20) (f32x4.mul (local.get $each) (local.get $b0))))
          (local.set $s21 (f32x4.add (local.get $s21) (f32x4.mul (local.get $each) (local.get $b1))))
          (local.set $each (v128.load32_splat (local.get $a3)))
          (local.set $s30 (f32x4.add (local.get $s30) (f32x4.mul (local.get $each) (local.get $b0))))
          (local.set $s31 (f32x4.add (local.get $s31) (f32x4.mul (local.get $each) (local.get $b1))))
          (local.set $panel (i32.add (local.get $panel) (i32.const 32)))
          (local.set $at (i32.add (local.get $at) (local.get $aStep)))
          (local.set $a1 (i32.add (local.get $a1) (local.get $aStep)))
          (local.set $a2 (i32.add (local.get $a2) (local.get $aStep)))
          (local.set $a3 (i32.add (local.get $a3) (local.get $aStep)))
          (br_if $nextK (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
        (local.set $at (local.get $to))
        (v128.store (local.get $at) (local.get $s00))
        (v128.store offset=16 (local.get $at) (local.get $s01))
        (local.set $at (i32.add (local.get $at) (local.get $outRow)))
        (v128.store (local.get $at) (local.get $s10))
        (v128.store offset=16 (local.get $at) (local.get $s11))
        (local.set $at (i32.add (local.get $at) (local.get $outRow)))
        (v128.store (local.get $at) (local.get $s20))
        (v128.store offset=16 (local.get $at) (local.get $s21))
        (local.set $at (i32.add (local.get $at) (local.get $outRow)))
        (v128.store (local.get $at) (local.get $s30))
        (v128.store offset=16 (local.get $at) (local.get $s31))
        (local.set $to (i32.add (local.get $at) (local.get $outRow)))
        (local.set $from (i32.add (local.get $from) (i32.shl (local.get $aRow) (i32.const 2))))
        (local.set $row (i32.add (local.get $row) (i32.const 4)))
        (br_if $nextRows (i32.lt_u (local.get $row) (local.get $rows))))
      (local.set $b (i32.add (local.get $b) (i32.shl (local.get $count) (i32.const 5))))
      (local.set $out (i32.add (local.get $out) (i32.const 32)))
      (br_if $nextPanel (local.tee $panels (i32.sub (local.get $panels) (i32.const 1))))))

  ;; out = Σ over e of values[e] · from[columns[e]], rows of `size` numbers, in the order of e; thirty-two numbers at a time.
  (func (export "gather")
    (param $out i32) (param $from i32) (param $columns i32) (param $values i32) (param $count i32) (param $size i32)
    (local $e i32) (local $last i32) (local $row i32) (local $each v128)
    (local $rowBytes i32) (local $end i32)
    (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $s4 v128) (local $s5 v128) (local $s6 v128) (local $s7 v128)
    (local.set $rowBytes (i32.shl (local.get $size) (i32.const 2)))
    (local.set $end (i32.add (local.get $out) (local.get $rowBytes)))
    (local.set $last (i32.shl (local.get $count) (i32.const 2)))
    (loop $nextNumbers
      (local.set $s0 (v128.const f32x4 0 0 0 0)) (local.set $s1 (v128.const f32x4 0 0 0 0))
      (local.set $s2 (v128.const f32x4 0 0 0 0)) (local.set $s3 (v128.const f32x4 0 0 0 0))
      (local.set $s4 (v128.const f32x4 0 0 0 0)) (local.set $s5 (v128.const f32x4 0 0 0 0))
      (local.set $s6 (v128.const f32x4 0 0 0 0)) (local.set $s7 (v128.const f32x4 0 0 0 0))
      (local.set $e (i32.const 0))
      (block $summed
        (loop $next
          (br_if $summed (i32.ge_u (local.get $e) (local.get $last)))
          (local.set $each (v128.load32_splat (i32.add (local.get $values) (local.get $e))))
          (local.set $row (i32.add (local.get $from)
            (i32.mul (i32.load (i32.add (local.get $columns) (local.get $e))) (local.get $rowBytes))))
          (local.set $s0 (f32x4.add (local.get $s0) (f32x4.mul (local.get $each) (v128.load (local.get $row)))))
          (local.set $s1 (f32x4.add (local.get $s1) (f32x4.mul (local.get $each) (v128.load offset=16 (local.get $row)))))
          (local.set $s2 (f32x4.add (local.get $s2) (f32x4.mul (local.get $each) (v128.load offset=32 (local.get $row)))))
          (local.set $s3 (f32x4.add (local.get $s3) (f32x4.mul (local.get $each) (v128.load offset=48 (local.get $row)))))
          (local.set $s4 (f32x4.add (local.get $s4) (f32x4.mul (local.get $each) (v128.load offset=64 (local.get $row)))))
          (local.set $s5 (f32x4.add (local.get $s5) (f32x4.mul (local.get $each) (v128.load offset=80 (local.get $row)))))
          (local.set $s6 (f32x4.add (local.get $s6) (f32x4.mul (local.get $each) (v128.load offset=96 (local.get $row)))))
          (local.set $s7 (f32x4.add (local.get $s7) (f32x4.mul (local.get $each) (v128.load offset=112 (local.get $row)))))
          (local.set $e (i32.add (local.get $e) (i32.const 4)))
          (br $next)))
      (v128.store (local.get $out) (local.get $s0))
      (v128.store offset=16 (local.get $out) (local.get $s1))
      (v128.store offset=32 (local.get $out) (local.get $s2))
      (v128.store offset=48 (local.get $out) (local.get $s3))
      (v128.store offset=64 (local.get $out) (local.get $s4))
      (v128.store offset=80 (local.get $out) (local.get $s5))
      (v128.store offset=96 (local.get $out) (local.get $s6))
      (v128.store offset=112 (local.get $out) (local.get $s7))
      (local.set $from (i32.add (local.get $from) (i32.const 128)))
      (local.set $out (i32.add (local.get $out) (i32.const 128)))
      (br_if $nextNumbers (i32.lt_u (local.get $out) (local.get $end)))))

  ;; out[4k … 4k + 4) = the four numbers at from + k · row: a strip of four columns laid side by side.
  (func (export "strip") (param $out i32) (param $from i32) (param $row i32) (param $count i32)
    (loop $next
      (v128.store (local.get $out) (v128.load (local.get $from)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (local.get $row)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))

  (func $sumOfFour (param $four v128) (result f32)
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $four)) (f32x4.extract_lane 1 (local.get $four)))
      (f32.add (f32x4.extract_lane 2 (local.get $four)) (f32x4.extract_lane 3 (local.get $four)))))

  (func (export "dot") (param $left i32) (param $right i32) (param $size i32) (result f32)
    (local $sum v128)
    (loop $next
      (local.set $sum (f32x4.add (local.get $sum)
        (f32x4.mul (v128.load (local.get $left)) (v128.load (local.get $right)))))
      (local.set $left (i32.add (local.get $left) (i32.const 16)))
      (local.set $right (i32.add (local.get $right) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4)))))
    (call $sumOfFour (local.get $sum)))

  ;; into = factor · into
  (func (export "scale") (param $into i32) (param $factor f32) (param $size i32)
    (local $each v128)
    (local.set $each (f32x4.splat (local.get $factor)))
    (loop $next
      (v128.store (local.get $into) (f32x4.mul (local.get $each) (v128.load (local.get $into))))
      (local.set $into (i32.add (local.get $into) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4))))))

  ;; into = into + factor · from
  (func (export "addScaled") (param $into i32) (param $from i32) (param $factor f32) (param $size i32)
    (local $each v128)
    (local.set $each (f32x4.splat (local.get $factor)))
    (loop $next
      (v128.store (local.get $into)
        (f32x4.add (v128.load (local.get $into)) (f32x4.mul (local.get $each) (v128.load (local.get $from)))))
      (local.set $into (i32.add (local.get $into) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4))))))

  ;; e to the power of four numbers at or below 0: 2^n · e^r with |r| ≤ ln 2 / 2, a polynomial for e^r; 0 below −80.
  ;; Coefficients: Moshier, Cephes Mathematical Library, expf.
  (func $exp (param $x v128) (result v128)
    (local $n v128) (local $r v128) (local $y v128)
    (local.set $n (f32x4.nearest (f32x4.mul
      (f32x4.max (local.get $x) (v128.const f32x4 -80 -80 -80 -80))
      (v128.const f32x4 1.44269504 1.44269504 1.44269504 1.44269504))))
    (local.set $r (f32x4.sub
      (f32x4.sub (f32x4.max (local.get $x) (v128.const f32x4 -80 -80 -80 -80))
        (f32x4.mul (local.get $n) (v128.const f32x4 0.693359375 0.693359375 0.693359375 0.693359375)))
      (f32x4.mul (local.get $n) (v128.const f32x4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4 -2.12194440e-4))))
    (local.set $y (v128.const f32x4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4 1.9875691500e-4))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $r))
      (v128.const f32x4 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3 1.3981999507e-3)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $r))
      (v128.const f32x4 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3 8.3334519073e-3)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $r))
      (v128.const f32x4 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2 4.1665795894e-2)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $r))
      (v128.const f32x4 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1 1.6666665459e-1)))
    (local.set $y (f32x4.add (f32x4.mul (local.get $y) (local.get $r))
      (v128.const f32x4 5.0000001201e-1 5.0000001201e-1 5.0000001201e-1 5.0000001201e-1)))
    (local.set $y (f32x4.add
      (f32x4.mul (local.get $y) (f32x4.mul (local.get $r) (local.get $r)))
      (f32x4.add (local.get $r) (v128.const f32x4 1 1 1 1))))
    (v128.and
      (f32x4.ge (local.get $x) (v128.const f32x4 -80 -80 -80 -80))
      (f32x4.mul (local.get $y)
        (i32x4.shl
          (i32x4.add (i32x4.trunc_sat_f32x4_s (local.get $n)) (v128.const i32x4 127 127 127 127))
          (i32.const 23)))))

  ;; row = exp((row − 1) · sharpness). Returns its sum.
  (func (export "expRow") (param $row i32) (param $sharpness f32) (param $size i32) (result f32)
    (local $sum v128) (local $value v128)
    (loop $next
      (local.set $value (call $exp (f32x4.mul
        (f32x4.sub (v128.load (local.get $row)) (v128.const f32x4 1 1 1 1))
        (f32x4.splat (local.get $sharpness)))))
      (v128.store (local.get $row) (local.get $value))
      (local.set $sum (f32x4.add (local.get $sum) (local.get $value)))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4)))))
    (call $sumOfFour (local.get $sum)))

  ;; row = row · (factor + columns): the gradient of a row of exponentials.
  (func (export "weighRow") (param $row i32) (param $columns i32) (param $factor f32) (param $size i32)
    (local $each v128)
    (local.set $each (f32x4.splat (local.get $factor)))
    (loop $next
      (v128.store (local.get $row)
        (f32x4.mul (v128.load (local.get $row)) (f32x4.add (local.get $each) (v128.load (local.get $columns)))))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (local.set $columns (i32.add (local.get $columns) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4))))))

  ;; Adam for one row: momentum = 0.9 · momentum + 0.1 · gradient; row = row − rate · momentum.
  (func (export "moveRow") (param $row i32) (param $momentum i32) (param $gradient i32) (param $rate f32) (param $size i32)
    (local $first v128)
    (loop $next
      (local.set $first (f32x4.add
        (f32x4.mul (v128.load (local.get $momentum)) (v128.const f32x4 0.9 0.9 0.9 0.9))
        (f32x4.mul (v128.load (local.get $gradient)) (v128.const f32x4 0.1 0.1 0.1 0.1))))
      (v128.store (local.get $momentum) (local.get $first))
      (v128.store (local.get $row) (f32x4.sub (v128.load (local.get $row))
        (f32x4.mul (local.get $first) (f32x4.splat (local.get $rate)))))
      (local.set $row (i32.add (local.get $row) (i32.const 16)))
      (local.set $momentum (i32.add (local.get $momentum) (i32.const 16)))
      (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
      (br_if $next (local.tee $size (i32.sub (local.get $size) (i32.const 4)))))))

package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// limits are the values of flags or of the file; "" is no limit.
type limits struct {
	MaxSize     string `yaml:"max-size"`
	MaxFiles    string `yaml:"max-files"`
	MaxTransfer string `yaml:"max-transfer"`
	MaxGrowth   string `yaml:"max-growth"`
	FailOn      string `yaml:"fail-on"`
}

// gate is the parsed limits; nil is no limit.
type gate struct {
	size, files, transfer *int64
	growth                *growth
	failOn                *lint.Severity
	before                baseline
	allowIncomplete       bool
}

// growth is the allowed growth over a baseline.
type growth struct {
	bytes   int64
	percent float64 // of what was sent before, where relative
	isShare bool
}

// limit returns the allowed growth in bytes of a build that sent that many bytes before.
func (g *growth) limit(before int64) int64 {
	if g.isShare {
		return saturate.Int64(float64(before) * g.percent / 100)
	}
	return g.bytes
}

func newGate(l limits) (*gate, error) {
	g := new(gate)
	var err error
	if g.size, err = parseSize("max-size", l.MaxSize); err != nil {
		return nil, err
	}
	if g.transfer, err = parseSize("max-transfer", l.MaxTransfer); err != nil {
		return nil, err
	}
	if g.files, err = parseCount("max-files", l.MaxFiles); err != nil {
		return nil, err
	}
	if g.growth, err = parseGrowth(l.MaxGrowth); err != nil {
		return nil, err
	}
	if l.FailOn != "" {
		severity, err := lint.ParseSeverity(l.FailOn)
		if err != nil {
			return nil, fmt.Errorf("fail-on: %w", err)
		}
		g.failOn = &severity
	}
	return g, nil
}

// parseSize returns a number of bytes, nil for an empty text.
func parseSize(name, text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n > math.MaxInt64 {
		return nil, fmt.Errorf("%s %q: expected a size below 8 EiB, such as 50MB or 50MiB", name, text)
	}
	size := int64(n)
	return &size, nil
}

func parseCount(name, text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("%s %q: expected a number from 0 to %d", name, text, int64(math.MaxInt64))
	}
	return &n, nil
}

func parseGrowth(text string) (*growth, error) {
	share, isShare := strings.CutSuffix(text, "%")
	if !isShare {
		size, err := parseSize("max-growth", text)
		if size == nil {
			return nil, err
		}
		return &growth{bytes: *size}, nil
	}
	percent, err := strconv.ParseFloat(share, 64)
	if err != nil || percent < 0 || math.IsNaN(percent) || math.IsInf(percent, 0) {
		return nil, fmt.Errorf("max-growth %q: expected a percentage such as 10%%", text)
	}
	return &growth{percent: percent, isShare: true}, nil
}

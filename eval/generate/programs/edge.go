// A front or middle service in Go; see edge.mjs for the settings and the requests.
package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"time"
)

type settings struct {
	Service, Upstream, Style, Host, File, UpstreamError, DnsName, SpoolPath string
	Words                                                                   map[string]string
	Tls                                                                     *struct{ Key, Cert string }
}

var (
	cfg   settings
	now   time.Time
	plain *httptest.Server
	over  *httptest.Server
	pool  = x509.NewCertPool()
)

func word(name, other string) string {
	if value, ok := cfg.Words[name]; ok {
		return value
	}
	return other
}

// log prints pairs of keys and values after the message, as logfmt or as JSON.
func log(level, msg string, pairs ...string) {
	for at := range pairs {
		pairs[at] = strings.ReplaceAll(pairs[at], strings.TrimPrefix(plain.URL, "http://"), cfg.Upstream+":8080")
		pairs[at] = strings.ReplaceAll(pairs[at], "127.0.0.1:59999", cfg.Upstream+":8080")
		if over != nil {
			pairs[at] = strings.ReplaceAll(pairs[at], strings.TrimPrefix(over.URL, "https://"), cfg.Upstream+":443")
		}
	}
	if cfg.Style == "zap" {
		row := map[string]interface{}{"level": level, "ts": float64(now.UnixMilli()) / 1000, "logger": cfg.Service, "service": cfg.Service, "caller": cfg.File, "msg": msg}
		for at := 0; at+1 < len(pairs); at += 2 {
			row[pairs[at]] = pairs[at+1]
		}
		text, _ := json.Marshal(row)
		fmt.Println(string(text))
		return
	}
	out := fmt.Sprintf("time=%s level=%s service=%s caller=%s msg=%q", now.UTC().Format("2006-01-02T15:04:05.000Z"), level, cfg.Service, cfg.File, msg)
	for at := 0; at+1 < len(pairs); at += 2 {
		value := pairs[at+1]
		if strings.ContainsAny(value, " \"=") {
			value = strconv.Quote(value)
		}
		out += " " + pairs[at] + "=" + value
	}
	fmt.Println(out)
}

func call(path, outcome string) error {
	client := &http.Client{}
	target := plain.URL + path
	limit := 4 * time.Second
	switch outcome {
	case "refused":
		target = "http://127.0.0.1:59999" + path
	case "dns":
		name := cfg.DnsName
		if name == "" {
			name = cfg.Upstream + ".invalid"
		}
		target = "http://" + name + path
	case "timeout":
		limit = 40 * time.Millisecond
	case "cert":
		client.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "localhost", Time: func() time.Time { return now.UTC() }}}
		target = over.URL + path
	case "disk":
		file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = file.WriteString(path)
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "GET", target, nil)
	if err != nil {
		return err
	}
	request.Header.Set("x-outcome", outcome)
	answer, err := client.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode >= 400 {
		body, _ := io.ReadAll(answer.Body)
		return fmt.Errorf("%s %s %d: %s", cfg.Upstream, word("answered", "replied"), answer.StatusCode, strings.TrimSpace(string(body)))
	}
	return nil
}

func chore(name string) error {
	switch name {
	case "syncCalendar":
		_, err := time.Parse("2006-01-02", "2025-02-30")
		return err
	case "exportReport":
		_, err := strconv.Atoi("12,5")
		return err
	case "rotateKeys":
		return json.Unmarshal([]byte("<html>"), &struct{}{})
	}
	return errors.New("lease on purge-sessions is held by another replica")
}

func main() {
	if err := json.Unmarshal([]byte(os.Args[1]), &cfg); err != nil {
		panic(err)
	}
	plain = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		wanted := r.Header.Get("x-outcome")
		if wanted == "timeout" {
			time.Sleep(120 * time.Millisecond)
			return
		}
		if wanted == "reset" {
			if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
				conn.(*net.TCPConn).SetLinger(0)
				conn.Close()
			}
			return
		}
		if status, err := strconv.Atoi(wanted); err == nil && status >= 400 {
			text := cfg.UpstreamError
			if text == "" {
				text = "internal error"
			}
			http.Error(w, text, status)
		}
	}))
	if cfg.Tls != nil {
		pair, err := tls.LoadX509KeyPair(cfg.Tls.Cert, cfg.Tls.Key)
		if err != nil {
			panic(err)
		}
		pem, _ := os.ReadFile(cfg.Tls.Cert)
		pool.AppendCertsFromPEM(pem)
		over = httptest.NewUnstartedServer(http.NotFoundHandler())
		over.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
		over.Config.ErrorLog = nil
		over.StartTLS()
	}
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		f := strings.Split(in.Text(), "\t")
		at, _ := strconv.ParseInt(f[1], 10, 64)
		now = time.UnixMilli(at)
		fmt.Printf("\x01%s\n", f[0])
		trace := []string{}
		if f[2] != "-" {
			trace = []string{"trace_id", f[2]}
		}
		outcome := f[4]
		if strings.HasPrefix(outcome, "chore:") {
			if err := chore(outcome[6:]); err != nil {
				log("error", word("chore", "job failed"), "job", outcome[6:], "err", err.Error())
			}
			continue
		}
		if strings.HasPrefix(outcome, "say:") {
			parts := strings.SplitN(outcome, ":", 3)
			log(parts[1], parts[2], trace...)
			continue
		}
		if err := call(f[3], outcome); err != nil {
			text := err.Error()
			if cfg.SpoolPath != "" {
				text = strings.ReplaceAll(text, "/dev/full", cfg.SpoolPath)
			}
			log("error", word("failed", "request failed"), append(trace, "path", f[3], "took_ms", f[5], "err", text)...)
		} else {
			log("info", word("handled", "request served"), append(trace, "path", f[3], "status", "200", "took_ms", f[5])...)
		}
	}
}
